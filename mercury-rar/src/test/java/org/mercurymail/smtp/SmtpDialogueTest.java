package org.mercurymail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.port.Body;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Route;
import org.mercurymail.port.Route.Tls;

/** The client against servers played from a script: kind ones, old ones, and those that misbehave. */
class SmtpDialogueTest {

    private static final String OLD = "S: 220 hi\nC: EHLO me.test\nS: 500 what\nC: HELO me.test\nS: 250 hi\n";
    private static final String NEW = """
            S: 220 mx ESMTP
            C: EHLO me.test
            S: 250-mx
            S: 250-PIPELINING
            S: 250-SIZE 1000
            S: 250-8BITMIME
            S: 250-SMTPUTF8
            S: 250 DSN
            """;

    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private SmtpDialogue dialogue = dialogue(Tls.NEVER, false, Optional.empty());

    private static SmtpDialogue dialogue(Tls tls, boolean lmtp, Optional<Credentials> login) {
        return new SmtpDialogue(new Route("mx.test", "192.0.2.1", 25, lmtp, tls, login, "me.test"),
                tls == Tls.IMPLICIT);
    }

    private static Envelope envelope(String sender, String... recipients) {
        return Envelope.of(Optional.of(sender).filter(s -> !s.isEmpty()).map(Address::of),
                Arrays.stream(recipients).map(Address::of).toList());
    }

    private void send(String content, String... recipients) {
        dialogue.send(envelope("a@b.test", recipients), body(content));
    }

    private static Body body(String content) {
        return Body.of(content.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Each recipient's status, one a line. */
    private String report() {
        return dialogue.report().outcomes().stream().map(o -> o.recipient().address() + " " + o.status())
                .collect(Collectors.joining("\n"));
    }

    /** Plays a server: S: it says, C: it must hear, I: the dialogue is idle, O: it is over, T: handshake. */
    private void play(String script) {
        for (String line : script.split("\n")) {
            String text = (line.length() > 3 ? line.substring(3) : "").replace("\\r", "\r").replace("\\n", "\n");
            switch (line.substring(0, 2)) {
                case "S:" -> {
                    pull();
                    assertEquals("", unread.toString(StandardCharsets.UTF_8), "said too much before " + line);
                    assertInstanceOf(SmtpDialogue.Read.class, dialogue.next(), line);
                    dialogue.take(ByteBuffer.wrap((text + "\r\n").getBytes(StandardCharsets.UTF_8)));
                }
                case "C:" -> assertEquals(text, heard(), line);
                case "I:" -> assertInstanceOf(SmtpDialogue.Idle.class, pull(), line);
                case "T:" -> {
                    assertInstanceOf(SmtpDialogue.Handshake.class, pull());
                    dialogue.secured();
                }
                case "O:" -> {
                    SmtpDialogue.Over over = assertInstanceOf(SmtpDialogue.Over.class, pull(), line);
                    assertTrue(over.status().toString().startsWith(text), over.status().toString());
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private SmtpDialogue.Want pull() {
        SmtpDialogue.Want want = dialogue.next();
        while (want instanceof SmtpDialogue.Write write) {
            unread.writeBytes(write.bytes());
            want = dialogue.next();
        }
        return want;
    }

    private String heard() {
        pull();
        String all = unread.toString(StandardCharsets.UTF_8);
        int end = all.indexOf("\r\n");
        assertTrue(end >= 0, "said nothing more");
        unread.reset();
        unread.writeBytes(all.substring(end + 2).getBytes(StandardCharsets.UTF_8));
        return all.substring(0, end);
    }

    @Test
    void speaksToAnOldServerOneCommandAtATime() {
        play(OLD + "I:");
        send("Subject: x\r\n\r\n.dot\r\nno end", "u1@b.test", "u2@b.test");
        play("""
                C: MAIL FROM:<a@b.test>
                S: 250 ok
                C: RCPT TO:<u1@b.test>
                S: 550 no
                C: RCPT TO:<u2@b.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C: Subject: x
                C:
                C: ..dot
                C: no end
                C: .
                S: 250 taken
                I:""");
        assertEquals("u1@b.test 550 5.0.0 no\nu2@b.test 250 2.0.0 taken", report());
        assertEquals("mx.test[192.0.2.1]", dialogue.report().outcomes().get(0).remote());
        dialogue.quit();
        play("C: QUIT\nS: 221 bye\nO: 221");
    }

    @Test
    void pipelinesWithANewOne() {
        play(NEW + "I:");
        Recipient picky = new Recipient(Address.of("u1@b.test"),
                Set.of(Recipient.Notify.SUCCESS, Recipient.Notify.DELAY), Optional.of("rfc822;u1@old.test"));
        dialogue.send(new Envelope(Optional.empty(), List.of(picky, Recipient.of(Address.of("ü@b.test"))),
                Envelope.Encoding.EIGHTBITMIME, false, Envelope.Ret.HDRS, Optional.of("id1")), body("x\r\n"));
        play("""
                C: MAIL FROM:<> SIZE=3 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=id1
                C: RCPT TO:<u1@b.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;u1@old.test
                C: RCPT TO:<ü@b.test>
                C: DATA
                S: 250 2.1.0 ok
                S: 250 2.1.5 ok
                S: 451 4.2.1 greylisted
                S: 354 go
                C: x
                C: .
                S: 250 2.6.0 taken
                I:""");
        assertEquals("u1@b.test 250 2.6.0 taken\nü@b.test 451 4.2.1 greylisted", report());
    }

    @Test
    void endsADataThatNobodyWants() {
        play(NEW + "I:");
        send("x\r\n", "u1@b.test");
        play("""
                C: MAIL FROM:<a@b.test> SIZE=3 BODY=8BITMIME
                C: RCPT TO:<u1@b.test>
                C: DATA
                S: 250 ok
                S: 550 5.1.1 no
                S: 354 go
                C: .
                S: 554 no valid recipients
                I:""");
        assertEquals("u1@b.test 550 5.1.1 no", report());
        send("y\r\n", "u2@b.test");
        play("""
                C: MAIL FROM:<a@b.test> SIZE=3 BODY=8BITMIME
                C: RCPT TO:<u2@b.test>
                C: DATA
                S: 450 4.7.1 slow
                S: 503 no
                S: 503 no
                I:""");
        assertEquals("u2@b.test 450 4.7.1 slow", report());
        send("z\r\n", "u3@b.test");
        play("""
                C: RSET
                C: MAIL FROM:<a@b.test> SIZE=3 BODY=8BITMIME
                C: RCPT TO:<u3@b.test>
                C: DATA
                S: 250 ok
                S: 250 ok
                S: 250 ok
                S: 354 go
                C: z
                C: .
                S: 554 5.7.1 spam
                I:""");
        assertEquals("u3@b.test 554 5.7.1 spam", report());
    }

    @Test
    void refusesWhatTheServerCannotTake() {
        play(NEW + "I:");
        send("x".repeat(1001), "u1@b.test");
        play("I:");
        assertTrue(report().startsWith("u1@b.test 552 5.3.4 "));
        play("I:");
        dialogue = dialogue(Tls.NEVER, false, Optional.empty());
        play(OLD + "I:");
        dialogue.send(envelope("ä@b.test", "u1@b.test"), body("x"));
        assertTrue(report().startsWith("u1@b.test 550 5.6.7 "));
        Envelope utf8 = new Envelope(Optional.empty(), envelope("", "u1@b.test").recipients(),
                Envelope.Encoding.EIGHTBITMIME, true, Envelope.Ret.UNSAID, Optional.empty());
        dialogue.send(utf8, body("Subject: \u00e4\r\n\r\nx\r\n"));
        assertTrue(report().startsWith("u1@b.test 550 5.6.7 "));
        dialogue.send(utf8, body("Subject: a\r\n\r\n\u00e4\r\n")); // only the body is 8-bit: it may go
        play("C: MAIL FROM:<>\nS: 451 4.3.0 later\nI:");
        assertEquals("u1@b.test 451 4.3.0 later", report());
        dialogue.send(envelope("", "ü@b.test", "u1@b.test"), body("x"));
        play("C: RSET\nS: 250 ok\nC: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<u1@b.test>\nS: 452 4.5.3 later\nI:");
        assertTrue(report().matches("(?s)ü@b.test 550 5.6.7 .*\nu1@b.test 452 4.5.3 later"), report());
    }

    @Test
    void sendsBinaryByChunkOrNotAtAll() {
        Envelope binary = new Envelope(Optional.empty(), envelope("", "u1@b.test").recipients(),
                Envelope.Encoding.BINARYMIME, false, Envelope.Ret.UNSAID, Optional.empty());
        play("S: 220 hi\nC: EHLO me.test\nS: 250-mx\nS: 250-CHUNKING\nS: 250 BINARYMIME\nI:");
        dialogue.send(binary, body("a\n.\r\n"));
        play("C: MAIL FROM:<> BODY=BINARYMIME\nS: 250 ok\nC: RCPT TO:<u1@b.test>\nS: 250 ok\n"
                + "C: BDAT 5 LAST\nC: a\\n.\nS: 250 taken\nI:");
        assertEquals("u1@b.test 250 2.0.0 taken", report());
        dialogue = dialogue(Tls.NEVER, false, Optional.empty());
        play(NEW + "I:");
        dialogue.send(binary, body("a\n.\r\n"));
        assertTrue(report().startsWith("u1@b.test 554 5.6.3 "));
        dialogue.send(binary, body("a\r\n"));
        play("C: MAIL FROM:<> SIZE=3 BODY=8BITMIME\nC: RCPT TO:<u1@b.test>\nC: DATA\nS: 250 ok");
    }

    @Test
    void hearsEachRecipientOfLmtp() {
        dialogue = dialogue(Tls.NEVER, true, Optional.empty());
        play("S: 220 hi LMTP\nC: LHLO me.test\nS: 250 hi\nI:");
        send("x\r\n", "u1@b.test", "u2@b.test", "u3@b.test");
        play("""
                C: MAIL FROM:<a@b.test>
                S: 250 ok
                C: RCPT TO:<u1@b.test>
                S: 250 ok
                C: RCPT TO:<u2@b.test>
                S: 550 5.1.1 no
                C: RCPT TO:<u3@b.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C: x
                C: .
                S: 452 4.2.2 full
                S: 250 2.1.5 filed
                I:""");
        assertEquals("u1@b.test 452 4.2.2 full\nu2@b.test 550 5.1.1 no\nu3@b.test 250 2.1.5 filed", report());
    }

    @Test
    void becomesSecureThenLogsIn() {
        dialogue = dialogue(Tls.REQUIRED, false, Optional.of(new Credentials("u1", "secret", "PLAIN")));
        play("""
                S: 220 hi
                C: EHLO me.test
                S: 250-mx
                S: 250-AUTH PLAIN
                S: 250 STARTTLS
                C: STARTTLS
                S: 220 go
                T:
                C: EHLO me.test
                S: 250-mx
                S: 250 AUTH LOGIN PLAIN
                C: AUTH PLAIN AHUxAHNlY3JldA==
                S: 235 ok
                I:""");
        dialogue = dialogue(Tls.IMPLICIT, false, Optional.of(new Credentials("u1", "secret", "PLAIN")));
        play("""
                S: 220 hi
                C: EHLO me.test
                S: 250-mx
                S: 250 AUTH=LOGIN
                C: AUTH LOGIN
                S: 334 VXNlcm5hbWU6
                C: dTE=
                S: 334 UGFzc3dvcmQ6
                C: c2VjcmV0
                S: 535 5.7.8 no
                O: 454 4.7.0 The server refused our login: 535 5.7.8 no""");
    }

    /** What a man in the middle put behind the 220 is not heard after the handshake. */
    @Test
    void forgetsWhatCameAheadOfTheHandshake() {
        dialogue = dialogue(Tls.OPPORTUNISTIC, false, Optional.empty());
        play("S: 220 hi\nC: EHLO me.test\nS: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\n"
                + "S: 220 go\\r\\n250-mx\\r\\n250 AUTH PLAIN\nT:\n"
                + "C: EHLO me.test\nS: 250 mx\nI:");
        assertTrue(!dialogue.offers("AUTH"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "REQUIRED      | false | S: 250 mx                             | O: 451 4.7.4",
        "REQUIRED      | false | S: 250-mx;S: 250 STARTTLS;C: STARTTLS;S: 454 no | O: 451 4.7.4",
        "REQUIRED      | false | S: 299 odd                            | O: 451 4.7.4",
        "REQUIRED      | false | S: 500 what;C: HELO me.test;S: 250 mx | O: 451 4.7.4",
        "OPPORTUNISTIC | false | S: 250 mx                             | I:",
        "OPPORTUNISTIC | false | S: 250-mx;S: 250 STARTTLS;C: STARTTLS;S: 454 no | I:",
        "OPPORTUNISTIC | true  | S: 250-mx;S: 250 AUTH PLAIN           | O: 454 4.7.0",
        "NEVER         | true  | S: 250 mx                             | O: 454 4.7.0",
        "NEVER         | true  | S: 250-mx;S: 250 AUTH CRAM-MD5        | O: 454 4.7.0",
    })
    void keepsToTheRoute(Tls tls, boolean login, String hello, String end) {
        dialogue = dialogue(tls, false,
                login ? Optional.of(new Credentials("u1", "secret", "PLAIN")) : Optional.empty());
        play("S: 220 hi\nC: EHLO me.test\n" + hello.replace(";", "\n") + "\n" + end);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "554 5.7.1 go away | 554 5.7.1 go away", "421 busy | 421 4.0.0 busy", "451 4.3.2 x | 451 4.3.2 x",
        "HTTP/1.1 400 Bad  | 451 4.5.0",         "250 odd  | 451 4.5.0",      "SSH-2.0-x   | 451 4.5.0",
    })
    void bearsAnyGreeting(String greeting, String status) {
        play("S: " + greeting + "\nO: " + status);
        send("x", "u1@b.test");
        assertTrue(report().startsWith("u1@b.test " + status), report());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "S: 354 go                                                          | 451 4.5.0",
        "S: 421 4.3.2 bye                                                   | 421 4.3.2 bye",
        "S: 250 ok;S: 354 what                                              | 451 4.5.0",
        "S: 250 ok;S: 250 ok;S: 250 what                                    | 451 4.5.0",
        "S: 250 ok;S: 250 ok;S: 421 bye                                     | 421 4.0.0 bye",
        "S: 250 ok;S: 250 ok;S: 354 go;C: x;C: .;S: 354 what                | 451 4.5.0",
        "S: 250 ok;S: 250 ok;S: 354 go;C: x;C: .;S: 421 4.4.2 bye           | 421 4.4.2 bye",
        "S: 250 ok;S: 250 ok;S: 354 go;C: x;C: .;S: junk                    | 451 4.5.0",
    })
    void neverTakesAnOddAnswerForSuccess(String talk, String status) {
        play(NEW + "I:");
        send("x", "u1@b.test");
        play("C: MAIL FROM:<a@b.test> SIZE=1 BODY=8BITMIME\nC: RCPT TO:<u1@b.test>\nC: DATA\n"
                + talk.replace(";", "\n"));
        assertTrue(report().startsWith("u1@b.test " + status), report());
        play("O: " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aBrokenConnectionIsTriedAgain(int after) {
        play(NEW + "I:");
        send("x", "u1@b.test");
        String[] talk = {"C: MAIL FROM:<a@b.test> SIZE=1 BODY=8BITMIME\nC: RCPT TO:<u1@b.test>\nC: DATA", "S: 250 ok",
            "S: 250 ok", "S: 354 go", "C: x\nC: ."};
        for (int i = 0; i <= after; i++) {
            play(talk[i]);
        }
        if (after % 2 == 0) {
            dialogue.closed();
        } else {
            dialogue.timedOut();
        }
        assertTrue(report().startsWith("u1@b.test 451 4.4.2 "), report());
        play("O: 451 4.4.2");
    }

    @Test
    void anAnswerInTheMiddleOfTheMessageIsHeard() {
        play("S: 220 hi\nC: EHLO me.test\nS: 250 mx\nI:");
        send("x\r\n".repeat(100_000), "u1@b.test");
        play("C: MAIL FROM:<a@b.test>\nS: 250 ok\nC: RCPT TO:<u1@b.test>\nS: 250 ok\nC: DATA\nS: 354 go");
        assertInstanceOf(SmtpDialogue.Write.class, dialogue.next());
        dialogue.take(ByteBuffer.wrap("552 5.3.4 enough\r\n".getBytes(StandardCharsets.US_ASCII)));
        dialogue.closed();
        assertEquals("u1@b.test 552 5.3.4 enough", report());
    }

    /** The end of DATA is said for a whole message only. */
    @Test
    void aBodyThatCannotBeReadIsNeverEnded() {
        play("S: 220 hi\nC: EHLO me.test\nS: 250 mx\nI:");
        dialogue.send(envelope("", "u1@b.test"), new Body() {
            @Override
            public long size() {
                return 200_000;
            }

            @Override
            public InputStream open() {
                return new InputStream() {
                    private int left = 100_000;

                    @Override
                    public int read() throws IOException {
                        if (left-- > 0) {
                            return 'x';
                        }
                        throw new IOException("the store is away");
                    }
                };
            }
        });
        play("C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<u1@b.test>\nS: 250 ok\nC: DATA\nS: 354 go\nO: 451 4.3.0");
        assertTrue(!unread.toString(StandardCharsets.US_ASCII).contains("\r\n."));
        assertTrue(report().startsWith("u1@b.test 451 4.3.0 "));
    }

    @Test
    void asksForASignOfLife() {
        play(NEW + "I:");
        dialogue.reset();
        play("C: RSET\nS: 250 ok\nI:");
        dialogue.take(ByteBuffer.wrap("421 4.4.2 idle too long\r\n".getBytes(StandardCharsets.US_ASCII)));
        play("O: 421 4.4.2 idle too long");
    }

    @Test
    void manyRecipientsWaitForTheirAnswers() {
        play(NEW + "I:");
        String[] recipients = new String[250];
        Arrays.setAll(recipients, i -> "u" + i + "@b.test");
        send("x", recipients);
        pull();
        long first = unread.toString(StandardCharsets.US_ASCII).lines().count();
        assertTrue(first > 50 && first <= 100, first + " commands were on their way");
    }

    @Test
    void bearsNoise() {
        Random random = new Random(25);
        String[] says = {"220 x", "250 x", "250-x", "250 PIPELINING", "354 x", "421 x", "451 4.1.1 x", "550 x", "334 x",
            "235 x", "221", "x", "250-AUTH PLAIN LOGIN", "250-STARTTLS", "500 5.5.1"};
        for (int i = 0; i < 20_000; i++) {
            dialogue = dialogue(Tls.values()[random.nextInt(4)], random.nextBoolean(),
                    random.nextBoolean() ? Optional.empty() : Optional.of(new Credentials("u", "s", "PLAIN")));
            boolean sent = false;
            for (int n = 0; n < 40; n++) {
                SmtpDialogue.Want want = pull();
                if (want instanceof SmtpDialogue.Over || want instanceof SmtpDialogue.Idle && sent) {
                    break;
                } else if (want instanceof SmtpDialogue.Handshake) {
                    dialogue.secured();
                } else if (want instanceof SmtpDialogue.Idle) {
                    sent = true;
                    send("x", "u1@b.test", "ü@b.test");
                } else {
                    String say = random.nextInt(3) > 0 ? says[random.nextInt(3)] : says[random.nextInt(says.length)];
                    dialogue.take(ByteBuffer.wrap((say + "\r\n").getBytes(StandardCharsets.US_ASCII)));
                }
            }
            assertEquals(sent ? 2 : 0, dialogue.report().outcomes().size());
            unread.reset();
        }
    }
}
