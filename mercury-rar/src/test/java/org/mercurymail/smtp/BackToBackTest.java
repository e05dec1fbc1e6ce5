package org.mercurymail.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.port.Body;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Route;
import org.mercurymail.port.SmtpClient.Service;
import org.mercurymail.port.SmtpListener;
import org.mercurymail.port.Spool;
import org.mercurymail.wire.SessionPump;

/** Our client speaks to our server, in memory: what goes in comes out, byte for byte. */
class BackToBackTest {

    private final Random random = new Random(42);
    private final ScriptedDoor door = new ScriptedDoor();
    private SmtpDialogue dialogue;
    private SessionPump<SmtpListener> pump;

    private void connect(Service kind, Route.Tls tls, boolean login) {
        SmtpService service = new SmtpService("mx.mercury.test", kind, 20_000_000, 300, true, false);
        pump = new SessionPump<SmtpListener>(new SmtpSession(service, SmtpTranscriptTest.peer(false), SmtpTranscriptTest.NO_WAKEUP,
                () -> new Spool(Path.of("target"))), door).open();
        dialogue = new SmtpDialogue(new Route("mx.mercury.test", "127.0.0.1", 25, kind == Service.LMTP, tls,
                login ? Optional.of(new Credentials("u1@mercury.test", "secret", "PLAIN")) : Optional.empty(),
                "client.test"), false);
        talk();
        assertInstanceOf(SmtpDialogue.Idle.class, dialogue.next());
    }

    private void talk() {
        while (true) {
            SmtpDialogue.Want want = dialogue.next();
            if (want instanceof SmtpDialogue.Write write) {
                for (int from = 0; from < write.bytes().length;) {
                    int to = Math.min(write.bytes().length, from + 1 + random.nextInt(20_000));
                    pump.feed(Arrays.copyOfRange(write.bytes(), from, to));
                    from = to;
                }
            } else if (want instanceof SmtpDialogue.Read) {
                byte[] said = pump.said();
                assertTrue(said.length > 0, "both wait for each other");
                int at = random.nextInt(said.length);
                dialogue.take(ByteBuffer.wrap(said, 0, at));
                dialogue.take(ByteBuffer.wrap(said, at, said.length - at));
            } else if (want instanceof SmtpDialogue.Handshake) {
                dialogue.secured();
            } else {
                return;
            }
        }
    }

    private byte[] random(boolean binary) {
        StringBuilder text = new StringBuilder();
        String[] pieces = {".", "..", "\r\n", "\r\n.\r\n", "a", "\u00e9\u00ff", "x".repeat(1500), "\0", "From ", ""};
        for (int n = random.nextInt(60); n > 0; n--) {
            text.append(pieces[random.nextInt(pieces.length)]);
            if (binary && random.nextInt(4) == 0) {
                text.append(random.nextBoolean() ? '\n' : '\r');
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] ended(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return (text.isEmpty() || text.endsWith("\r\n") ? text : text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void everyBodyArrives() {
        for (Service kind : Service.values()) {
            for (Route.Tls tls : List.of(Route.Tls.NEVER, Route.Tls.OPPORTUNISTIC, Route.Tls.REQUIRED)) {
                if (kind == Service.SUBMISSION && tls == Route.Tls.NEVER) {
                    continue; // no login without TLS there
                }
                connect(kind, tls, kind == Service.SUBMISSION);
                for (int i = 0; i < 60; i++) {
                    boolean binary = random.nextBoolean();
                    byte[] content = random(binary);
                    deliver(content, binary);
                    byte[] got = door.taken.get(door.taken.size() - 1).content();
                    assertArrayEquals(binary ? content : ended(content), got);
                }
            }
        }
    }

    @Test
    void aLargeBodyArrives() {
        connect(Service.MX, Route.Tls.OPPORTUNISTIC, false);
        byte[] content = new byte[4_000_000];
        random.nextBytes(content);
        deliver(content, true);
        assertArrayEquals(content, door.taken.get(0).content());
        byte[] text = ended(new String(content, StandardCharsets.ISO_8859_1).replaceAll("[\r\n]+", "\r\n.")
                .getBytes(StandardCharsets.ISO_8859_1));
        deliver(text, false);
        assertArrayEquals(text, door.taken.get(1).content());
    }

    private void deliver(byte[] content, boolean binary) {
        Envelope envelope = new Envelope(Optional.of(Address.of("a@mercury.test")),
                List.of(Recipient.of(Address.of("u1@mercury.test")), Recipient.of(Address.of("nobody@mercury.test")),
                        Recipient.of(Address.of("jürgen@mercury.test"))),
                binary ? Envelope.Encoding.BINARYMIME : Envelope.Encoding.EIGHTBITMIME, false, Envelope.Ret.FULL,
                Optional.of("q" + random.nextInt(1000)));
        dialogue.send(envelope, Body.of(content));
        talk();
        assertEquals(List.of(250, 550, 250),
                dialogue.report().outcomes().stream().map(o -> o.status().reply()).toList());
        ScriptedDoor.Taken taken = door.taken.get(door.taken.size() - 1);
        assertEquals(envelope.envid(), taken.envelope().envid());
        assertEquals(List.of("u1@mercury.test", "jürgen@mercury.test"),
                taken.envelope().recipients().stream().map(r -> r.address().toString()).toList());
    }
}
