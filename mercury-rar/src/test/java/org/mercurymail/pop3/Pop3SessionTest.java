package org.mercurymail.pop3;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mercurymail.wire.Step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class Pop3SessionTest {

    private static final String LOGIN = "USER u1@mercury.test\r\nPASS secret\r\n";

    private static Pump loggedIn() {
        Pump pump = new Pump(false).open();
        pump.send(LOGIN);
        pump.said();
        return pump;
    }

    @Test
    void aDroppedConnectionDeletesNothingAndUnlocks() {
        Pump pump = loggedIn();
        pump.send("DELE 1\r\nDELE 2\r\n");
        assertTrue(pump.door.lockedBy.isPresent());
        pump.drop();
        assertEquals(3, pump.door.messages.size());
        assertTrue(pump.door.lockedBy.isEmpty());
        assertTrue(pump.door.watching.isEmpty());
    }

    @Test
    void silenceDeletesNothing() {
        Pump pump = loggedIn();
        pump.send("DELE 1\r\n");
        pump.said();
        assertEquals(Duration.ofMinutes(10), pump.session.patience());
        pump.run(pump.session.timedOut());
        assertEquals("", pump.said());
        assertTrue(pump.isClosed());
        assertEquals(3, pump.door.messages.size());
        assertTrue(pump.door.lockedBy.isEmpty());
    }

    @Test
    void aMessageGoneMeanwhileIsAnError() {
        Pump pump = loggedIn();
        pump.door.messages.remove(2L);
        pump.send("RETR 2\r\nRETR 1\r\n");
        assertTrue(pump.said().startsWith("-ERR the message is gone\r\n+OK 41 octets\r\n"));
    }

    @Test
    void newMessagesWaitForTheNextSession() {
        Pump pump = loggedIn();
        pump.door.put(8, "Subject: new\r\n\r\n");
        pump.send("STAT\r\n");
        assertEquals("+OK 3 101\r\n", pump.said());
    }

    @Test
    void tenBadCommandsEndIt() {
        Pump pump = new Pump(false).open();
        pump.said();
        pump.send("FOO\r\n".repeat(9));
        assertFalse(pump.isClosed());
        pump.send("FOO\r\n");
        assertTrue(pump.isClosed());
        assertTrue(pump.said().endsWith("-ERR too many errors, goodbye\r\n"));
    }

    @Test
    void overlongAndBareLinesAreErrors() {
        Pump pump = new Pump(false).open();
        pump.said();
        pump.send("NOOP " + "x".repeat(100_000) + "\r\n");
        assertEquals("-ERR line too long\r\n", pump.said());
        pump.send("NO\nOP\r\n");
        assertEquals("-ERR bare CR or LF\r\n", pump.said());
        pump.send("CAPA\r\n");
        assertTrue(pump.said().startsWith("+OK\r\n"));
    }

    @Test
    void whatCameBeforeTlsIsForgotten() {
        Pump pump = new Pump(false).open();
        pump.send("USER u1@mercury.test\r\nSTLS\r\nPASS secret\r\n");
        assertTrue(pump.said().endsWith("+OK begin TLS\r\n"), "what came in one packet with STLS is thrown away");
        pump.send("PASS secret\r\n");
        assertEquals("-ERR USER first\r\n", pump.said());
    }

    @Test
    void endingSaysWhy() {
        Pump pump = loggedIn();
        pump.run(pump.session.ending("the server is going down"));
        assertEquals("-ERR [SYS/TEMP] the server is going down\r\n", pump.said());
        assertTrue(pump.door.lockedBy.isEmpty());
    }

    @Test
    void aLongListingComesWhole() {
        Pump pump = new Pump(false);
        pump.door.messages.clear();
        for (int uid = 1; uid <= 2500; uid++) {
            pump.door.put(uid, "x");
        }
        pump.open();
        pump.send(LOGIN + "DELE 7\r\n");
        pump.said();
        pump.send("UIDL\r\n");
        String[] lines = pump.said().split("\r\n");
        assertEquals(2501, lines.length);
        assertEquals("+OK", lines[0]);
        assertEquals("8 77.8", lines[7]);
        assertEquals("2500 77.2500", lines[2499]);
        assertEquals(".", lines[2500]);
    }

    @Test
    void anyMessageComesByteForByte() {
        Random random = new Random(110);
        byte[] alphabet = "..\r\r\n\nab\0\u00e9".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 2000; i++) {
            Pump pump = new Pump(false);
            pump.door.messages.clear();
            byte[] message = new byte[random.nextInt(60)];
            for (int n = 0; n < message.length; n++) {
                message[n] = alphabet[random.nextInt(alphabet.length)];
            }
            pump.door.messages.put(1L, message);
            pump.open();
            pump.send(LOGIN);
            pump.said();
            pump.send("RETR 1\r\n");
            String wire = pump.said();
            String text = new String(message, StandardCharsets.UTF_8);
            String whole = text.isEmpty() || !text.endsWith("\r\n") && !text.isEmpty() ? text + "\r\n" : text;
            assertEquals(text.isEmpty() ? "" : whole, unstuffed(wire), () -> Arrays.toString(message));
        }
    }

    /** Reads a multi-line answer as a client does: up to CRLF.CRLF, one dot off each line that begins with one. */
    private static String unstuffed(String wire) {
        String body = wire.substring(wire.indexOf("\r\n")); // the first line's break is the start of the first line
        assertTrue(body.endsWith("\r\n.\r\n"));
        String content = body.substring(0, body.length() - 3);
        assertEquals(-1, content.indexOf("\r\n.\r\n"), "only the last line is a single dot");
        return content.replace("\r\n.", "\r\n").substring(2);
    }

    /** RFC 2449 §6.5. */
    @Test
    void anAccountWaitsBetweenItsLogins() {
        LoginDelay delay = new LoginDelay(Duration.ofHours(1));
        Pump first = new Pump(false, delay).open();
        first.send("CAPA\r\nUSER u1@mercury.test\r\nPASS secret\r\nQUIT\r\n");
        assertTrue(first.said().contains("\r\nLOGIN-DELAY 3600\r\n"));
        assertTrue(first.isClosed());
        Pump second = new Pump(false, delay).open();
        second.said();
        second.send("USER u1@mercury.test\r\nPASS secret\r\n");
        assertEquals("+OK password, please\r\n-ERR [LOGIN-DELAY] wait 3600 s from one login to the next\r\n", second.said());
        second.send("STAT\r\n");
        assertEquals("-ERR not in this state\r\n", second.said());
    }

    @Test
    void aDelayEnds() {
        LoginDelay delay = new LoginDelay(Duration.ofSeconds(10));
        assertTrue(delay.passes(1, 0));
        assertTrue(delay.passes(2, 1));
        assertFalse(delay.passes(1, 9_999_999_999L));
        assertTrue(delay.passes(1, 10_000_000_000L));
        assertFalse(delay.passes(1, 19_999_999_999L));
    }

    @Test
    void anythingCanBeSaidInAnyState() {
        Random random = new Random(2449);
        String[] words = {"USER u1@mercury.test", "PASS secret", "PASS x", "AUTH PLAIN", "*", "STLS", "CAPA", "STAT", "UTF8", "LANG", "LANG x",
            "LIST", "LIST 1", "UIDL", "TOP 1 1", "RETR 2", "DELE 1", "DELE 3", "NOOP", "RSET", "QUIT", "\0", "é", "FOO",
            "\r", "\n"};
        for (int i = 0; i < 3000; i++) {
            Pump pump = new Pump(random.nextBoolean()).open();
            for (int n = random.nextInt(25); n > 0 && !pump.isClosed(); n--) {
                pump.send(words[random.nextInt(words.length)] + (random.nextInt(20) > 0 ? "\r\n" : ""));
            }
            boolean quit = pump.isClosed() && pump.said().endsWith("+OK goodbye\r\n");
            if (!pump.isClosed()) {
                pump.drop();
            }
            assertTrue(quit || pump.door.messages.size() == 3, "only QUIT deletes");
            assertTrue(pump.door.lockedBy.isEmpty() && pump.door.watching.isEmpty());
        }
    }

    @Test
    void wakingSaysNothing() {
        assertTrue(loggedIn().session.woken() instanceof Step.More);
    }
}
