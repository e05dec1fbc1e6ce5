package org.mercurymail.milter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mercurymail.milter.ScriptedMilter.numbered;
import static org.mercurymail.milter.ScriptedMilter.packet;
import static org.mercurymail.milter.ScriptedMilter.raw;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mercurymail.config.TestSettings;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.port.Body;

/** The whole dialogue with scripted milters on real sockets. */
@Timeout(60)
class MiltersTest {

    private static final String MESSAGE = "From: a@else.test\r\nSubject:  two\r\n\tlines\r\nX-Old: 1\r\nx-old: 2\r\n\r\n"
            + "hello\r\n.dot\r\n";

    @TempDir
    Path data;
    private ScriptedMilter milter;
    private String away = "tempfail";
    private String others = "";

    @BeforeEach
    void start() throws IOException {
        milter = new ScriptedMilter();
    }

    @AfterEach
    void stop() throws IOException {
        milter.close();
    }

    private Screened screen(String message, String... recipients) throws Exception {
        return screen(Body.of(message.getBytes(StandardCharsets.ISO_8859_1)), recipients);
    }

    private Screened screen(Body body, String... recipients) throws Exception {
        Milters milters = new Milters(TestSettings.of("mercury.data", data.toString(), "mercury.milters",
                "127.0.0.1:" + milter.port() + others, "mercury.milter.away", away, "mercury.milter.patience", "1s"));
        Handing client = new Handing("c7", "mx", InetAddress.getByName("192.0.2.7"), 1000, "client.test", false,
                Optional.of(Address.of("me@firm.test")));
        return milters.screen(client, Envelope.of(Address.parse("a@else.test"),
                Arrays.stream(recipients.length == 0 ? new String[] {"b@firm.test"} : recipients).map(Address::of)
                        .toList()), body);
    }

    private static String text(Screened screened) throws IOException {
        Body body = assertInstanceOf(Screened.Passed.class, screened).body();
        String text = new String(body.open().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertEquals(text.length(), body.size());
        body.close();
        return text;
    }

    @Test
    void hearsEverythingInOrderAndChangesNothing() throws Exception {
        Body body = Body.of(MESSAGE.getBytes());
        Screened.Passed passed = assertInstanceOf(Screened.Passed.class, screen(body, "b@firm.test", "c@firm.test"));
        assertSame(body, passed.body());
        assertEquals(List.of("O", "DCj|mx.mercury.test|{daemon_name}|mx|{client_addr}|192.0.2.7|",
                "C[192.0.2.7]|4\u0003\u00e8192.0.2.7|", "DH", "Hclient.test|",
                "DMi|c7|{mail_addr}|a@else.test|{auth_authen}|me@firm.test|{auth_type}|PLAIN|", "M<a@else.test>|",
                "DR{rcpt_addr}|b@firm.test|", "R<b@firm.test>|", "DR{rcpt_addr}|c@firm.test|", "R<c@firm.test>|",
                "DTi|c7|", "T", "LFrom|a@else.test|", "LSubject| two\n\tlines|", "LX-Old|1|", "Lx-old|2|", "N",
                "Bhello\r\n.dot\r\n", "E"), List.copyOf(milter.heard).subList(0, 20));
    }

    @Test
    void whatItDoesNotWantItDoesNotHear() throws Exception {
        milter.steps = 0x1 | 0x2 | 0x4 | 0x8 | 0x20 | 0x200 | 0x100000 | 0x40000 | 0x80000;
        assertEquals(MESSAGE, text(screen(MESSAGE)));
        assertEquals(List.of("O", "N", "Bhello\r\n.dot\r\n", "E"), List.copyOf(milter.heard).subList(0, 4));
    }

    @Test
    void changesFieldsInPlaceAndLeavesTheRestOctetForOctet() throws Exception {
        milter.answers('E', packet('h', "X-Spam", "no,\n\tscore=1"), numbered('i', 1, "DKIM-Signature", "v=1; b=abc"),
                numbered('m', 2, "X-OLD", "changed"), numbered('m', 1, "Subject", ""), new byte[] {'p'},
                numbered('m', 1, "X-None", "new"), new byte[] {'c'});
        assertEquals("DKIM-Signature: v=1; b=abc\r\nFrom: a@else.test\r\nX-Old: 1\r\nX-OLD: changed\r\n"
                + "X-Spam: no,\r\n\tscore=1\r\nX-None: new\r\n\r\nhello\r\n.dot\r\n", text(screen(MESSAGE)));
    }

    @Test
    void replacesTheContentAndTheRecipients() throws Exception {
        milter.answers('E', raw('b', "new "), raw('b', "content\r\n"), packet('+', "<d@firm.test>"),
                packet('+', "<B@firm.test>"), packet('-', "<c@firm.test>"), new byte[] {'a'});
        Screened.Passed passed = assertInstanceOf(Screened.Passed.class,
                screen(MESSAGE, "b@firm.test", "c@firm.test"));
        assertEquals(List.of("b@firm.test", "d@firm.test"), passed.envelope().recipients().stream()
                .map(recipient -> recipient.address().toString()).toList());
        assertEquals(MESSAGE.substring(0, MESSAGE.indexOf("\r\n\r\n") + 4) + "new content\r\n", text(passed));
    }

    @Test
    void aMessageOfAContentAloneAndOneOfAHeaderAlone() throws Exception {
        milter.answers('E', packet('h', "X-Seen", "yes"), new byte[] {'c'});
        assertEquals("X-Seen: yes\r\n\r\nno header\r\n", text(screen("\r\nno header\r\n")));
        assertEquals("A: b\r\nX-Seen: yes\r\n", text(screen("A: b\r\n")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        C | r                               | 550 5.7.1 The message is not welcome here
        H | t                               | 451 4.7.1 Not now, try again later
        M | y550 5.7.1 Go away              | 550 5.7.1 Go away
        R | y451 4.7.0 Later                | 451 4.7.0 Later
        T | y554 no code                    | 554 5.7.1 no code
        L | y250 2.0.0 nonsense             | 550 5.7.1 The message is not welcome here
        N | r                               | 550 5.7.1 The message is not welcome here
        B | r                               | 550 5.7.1 The message is not welcome here
        E | y554 5.7.1 Infected: Eicar-Test | 554 5.7.1 Infected: Eicar-Test
        """)
    void refusesAtEveryStep(char step, String answer, String heard) throws Exception {
        milter.answers(step, raw(answer.charAt(0), answer.substring(1)));
        assertEquals(heard, assertInstanceOf(Screened.Refused.class, screen(MESSAGE)).status().toString());
    }

    @Test
    void oneRefusedRecipientOfSeveralIsTakenOut() throws Exception {
        milter.refused = "c@firm.test";
        assertEquals(List.of("b@firm.test"), assertInstanceOf(Screened.Passed.class,
                screen(MESSAGE, "b@firm.test", "c@firm.test")).envelope().recipients().stream()
                .map(recipient -> recipient.address().toString()).toList());
        assertInstanceOf(Screened.Refused.class, screen(MESSAGE, "c@firm.test"));
    }

    @Test
    void withoutRecipientsItIsDiscarded() throws Exception {
        milter.answers('E', packet('-', "b@firm.test"), packet('-', "c@firm.test"), new byte[] {'c'});
        assertInstanceOf(Screened.Discarded.class, screen(MESSAGE, "b@firm.test", "c@firm.test"));
    }

    @Test
    void discards() throws Exception {
        milter.answers('E', new byte[] {'d'});
        assertInstanceOf(Screened.Discarded.class, screen(MESSAGE));
    }

    @Test
    void acceptedEarlyItHearsNoMore() throws Exception {
        milter.answers('M', new byte[] {'a'});
        assertEquals(MESSAGE, text(screen(MESSAGE)));
        milter.quits.acquire();
        assertTrue(milter.heard.stream().noneMatch(packet -> packet.startsWith("L")), milter.heard.toString());
    }

    @Test
    void aLargeContentComesInPiecesUntilItIsEnough() throws Exception {
        String content = "0123456789abcde\r\n".repeat(20_000);
        assertEquals("A: b\r\n\r\n" + content, text(screen("A: b\r\n\r\n" + content)));
        List<String> pieces = milter.heard.stream().filter(packet -> packet.startsWith("B")).toList();
        assertEquals(content, String.join("", pieces.stream().map(piece -> piece.substring(1)).toList()));
        assertTrue(pieces.stream().allMatch(piece -> piece.length() <= 65_536));
        milter.heard.clear();
        milter.answers('B', new byte[] {'s'});
        screen("A: b\r\n\r\n" + content);
        assertEquals(1, milter.heard.stream().filter(packet -> packet.startsWith("B")).count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"O", "C", "R", "B", "E"})
    void oneThatGoesAwayIsTheAdministratorsChoice(String step) throws Exception {
        milter.hangsUpAt = step.charAt(0);
        assertEquals("451 4.7.1 The message cannot be checked now, try again later",
                assertInstanceOf(Screened.Refused.class, screen(MESSAGE)).status().toString());
        away = "accept";
        assertEquals(MESSAGE, text(screen(MESSAGE)));
    }

    @Test
    void whatABrokenOneSaysIsBounded() throws Exception {
        List<byte[]> nonsense = new ArrayList<>(List.of(packet('h', "Bad Name", "x"), packet('h', "X", "a\nInjected: b"),
                packet('?'), raw('i', "xx"), numbered('m', 1, "X\r\nY", "z")));
        for (byte[] packet : nonsense) {
            milter.answers('E', packet, new byte[] {'c'});
            assertInstanceOf(Screened.Refused.class, screen(MESSAGE), new String(packet));
        }
        away = "accept";
        milter.answers('E', packet('h', "X-Good", "1"), packet('h', "X", "a\nInjected: b"), new byte[] {'c'});
        assertEquals(MESSAGE, text(screen(MESSAGE)), "nothing of a broken one is kept");
    }

    @Test
    void oneThatNeverEndsIsAway() throws Exception {
        byte[][] progress = new byte[10_100][];
        Arrays.fill(progress, new byte[] {'p'});
        for (char step : new char[] {'M', 'E'}) {
            milter.answers.clear();
            milter.answers(step, progress);
            assertInstanceOf(Screened.Refused.class, screen(MESSAGE));
        }
        byte[][] fields = new byte[20][];
        Arrays.fill(fields, packet('h', "X-Long", "y".repeat(100_000)));
        milter.answers.clear();
        milter.answers('E', fields);
        assertInstanceOf(Screened.Refused.class, screen(MESSAGE));
    }

    @Test
    void silenceCountsAsAway() throws Exception {
        milter.answers('M');
        assertInstanceOf(Screened.Refused.class, screen(MESSAGE));
    }

    @Test
    void oneThatNamesMoreThanIsOfferedIsHeard() throws Exception {
        milter.actions = 0x1ff; // as rspamd does
        milter.answers('E', packet('h', "X-First", "1"), new byte[] {'c'});
        assertEquals("A: b\r\nX-First: 1\r\n\r\nc\r\n", text(screen("A: b\r\n\r\nc\r\n")));
    }

    @Test
    void oneThatDoesMoreThanIsOfferedIsAway() throws Exception {
        milter.actions = 0x20;
        milter.answers('E', packet('q', "no reason"), new byte[] {'c'});
        assertInstanceOf(Screened.Refused.class, screen(MESSAGE));
    }

    @Test
    void theSecondSeesWhatTheFirstMade() throws Exception {
        try (ScriptedMilter second = new ScriptedMilter()) {
            others = ",127.0.0.1:" + second.port();
            milter.answers('E', packet('h', "X-First", "1"), raw('b', "other\r\n"), new byte[] {'c'});
            second.answers('E', packet('h', "X-Second", "2"), new byte[] {'c'});
            assertEquals("A: b\r\nX-First: 1\r\nX-Second: 2\r\n\r\nother\r\n", text(screen("A: b\r\n\r\nc\r\n")));
            assertTrue(second.heard.contains("LX-First|1|") && second.heard.contains("Bother\r\n"),
                    second.heard.toString());
        }
    }

    @Test
    void aHeaderThatCannotBeCheckedIsRefused() throws Exception {
        String header = ("X: " + "y".repeat(990) + "\r\n").repeat(300);
        assertEquals(552, assertInstanceOf(Screened.Refused.class, screen(header + "\r\nc\r\n")).status().reply());
    }
}
