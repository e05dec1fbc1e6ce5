package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A provider that is broken or means harm. The collector says what it saw, in bounded time and memory; it deletes
 * nothing that is not here, and once the provider behaves, everything is here exactly once.
 */
final class HostileProviderIT {

    /** What the visit is to say; empty where it is to be good in spite of all. */
    private record Case(String trouble, Map<String, Pop3Provider.Answer> answers) { }

    private static final long MEMORY_KIB = 200 * 1024;

    private final MercuryServer server = MercuryServer.shared();
    private final Collecting firm = Collecting.firm(server);

    @TestFactory
    Stream<DynamicTest> mischief() {
        return cases().entrySet().stream().map(one -> DynamicTest.dynamicTest(one.getKey(), () -> suffer(one.getValue())));
    }

    private void suffer(Case mischief) throws IOException {
        String desk = firm.account("d" + Mail.token().substring(0, 8));
        try (Pop3Provider provider = new Pop3Provider()) {
            List<String> sent = List.of("Subject: 1\r\n\r\n.\r\n..\r\n", "Subject: 2\r\n\r\n2\r\n", "Subject: 3\r\n\r\n");
            for (String message : sent) {
                provider.put("u" + sent.indexOf(message), message.getBytes(StandardCharsets.ISO_8859_1));
            }
            mischief.answers().forEach(provider::answer);
            long before = server.javaResidentKib();
            long id = firm.collector(firm.wanted(provider.port(), desk));
            JsonObject seen = firm.first(id);
            assertEquals(mischief.trouble(), seen.getString("trouble", ""), seen.toString());
            assertTrue(server.javaResidentKib() - before < MEMORY_KIB, "memory grew from " + before);
            List<String> kept = firm.collected(desk);
            assertEquals(kept.stream().distinct().toList(), kept, "nothing twice");
            assertTrue(sent.containsAll(kept), kept.toString());
            assertTrue(provider.count() + kept.size() >= sent.size(), "nothing lost");
            provider.behave();
            Await.until("all to be here", Collecting.SOON, () -> {
                firm.visit(id);
                return provider.count() == 0;
            });
            firm.forget(id);
            assertEquals(sent, firm.collected(desk).stream().sorted().toList(), "each once");
        }
    }

    private static Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("a greeting without an end", does("not-pop3", "greeting", (d, c) -> forEver(d, "+OK ", "x")));
        cases.put("no greeting", does("unavailable", "greeting", (d, c) -> d.hang()));
        cases.put("another protocol", does("not-pop3", "greeting", (d, c) -> d.say("220 mx.test ESMTP")));
        cases.put("a line without an end", does("not-pop3", "LIST", (d, c) -> forEver(d, "+OK\r\n1 ", "9")));
        cases.put("a listing without an end", does("not-pop3", "LIST", (d, c) -> forEver(d, "+OK\r\n", "1 7\r\n")));
        cases.put("a listing that never comes", does("unavailable", "LIST", (d, c) -> d.hang()));
        cases.put("sizes below zero and beyond all bounds", does("", "LIST", (d, c) ->
                d.say("+OK\r\n1 -7\r\n2 99999999999999999999999\r\n3\r\n-1 5\r\n0 5\r\n99999999999 5\r\n1 5\r\n3 x\r\n\r\n.")));
        cases.put("garbage for UIDL", does("stays-nameless", "UIDL", (d, c) -> {
            d.say("+OK");
            d.raw(garbage());
            d.say("\r\n.");
        }));
        cases.put("no UIDL", does("stays-nameless", "UIDL", (d, c) -> d.say("-ERR what?")));
        cases.put("one UIDL for all", does("", "UIDL", (d, c) -> d.say("+OK\r\n1 same\r\n2 same\r\n3 same\r\n.")));
        cases.put("a message without an end", does("stays-large", "RETR", (d, c) -> forEver(d, "+OK\r\n", "x".repeat(60))));
        cases.put("silence within a message", does("unavailable", "RETR", (d, c) -> {
            if (c.endsWith(" 2")) {
                d.say("+OK\r\nSubject: 2");
                d.hang();
            } else {
                d.right(c);
            }
        }));
        cases.put("an octet a second", does("too-slow", "RETR", (d, c) -> {
            d.say("+OK");
            while (true) {
                d.raw(new byte[] {'x'});
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        }));
        cases.put("an end within a message", does("unavailable", "RETR", (d, c) -> {
            if (c.endsWith(" 3")) {
                d.raw("+OK\r\nSubject: 3\r\n\r\n.".getBytes(StandardCharsets.ISO_8859_1));
                d.hangUp();
            } else {
                d.right(c);
            }
        }));
        cases.put("a refusal to give", does("not-pop3", "RETR", (d, c) -> d.say("-ERR not now")));
        cases.put("a refusal to delete", does("not-pop3", "DELE", (d, c) -> d.say("-ERR not now")));
        cases.put("an end before QUIT", does("unavailable", "QUIT", (d, c) -> d.hangUp()));
        cases.put("an end after QUIT, with all deleted", does("unavailable", "QUIT", (d, c) -> {
            d.delete();
            d.hangUp();
        }));
        cases.put("a refusal of QUIT", does("not-pop3", "QUIT", (d, c) -> d.say("-ERR some deleted messages not removed")));
        return cases;
    }

    private static Case does(String trouble, String verb, Pop3Provider.Answer answer) {
        return new Case(trouble, Map.of(verb, answer));
    }

    /** Until the client goes, which it must soon. */
    private static void forEver(Pop3Provider.Dialogue dialogue, String first, String then) throws IOException {
        dialogue.raw(first.getBytes(StandardCharsets.ISO_8859_1));
        byte[] some = then.repeat(8192 / then.length()).getBytes(StandardCharsets.ISO_8859_1);
        while (true) {
            dialogue.raw(some);
        }
    }

    private static byte[] garbage() {
        byte[] octets = new byte[4096];
        new Random(7).nextBytes(octets);
        for (int i = 0; i < octets.length; i++) {
            octets[i] = i % 64 == 63 ? (byte) '\n' : octets[i] >= '0' && octets[i] <= '9' ? (byte) 0xff : octets[i];
        }
        return octets;
    }

    @Test
    void dotsAreWhatTheyAre() throws IOException {
        String desk = firm.account("desk");
        List<String> wire = List.of(".\r\n", "..\r\n.\r\n", "...\r\n.\r\n", "a\r\n.b\r\n.\r\n", "\n.\n\r\n.\r\n",
                "\r.\r\r\n.\r\n", "a\r\n..\rb\r\n.\r\n", "a\n.\r\nb\r\n.\r\n", "a\r.\r\nb\r\n.\r\n");
        List<String> meant = List.of("", ".\r\n", "..\r\n", "a\r\nb\r\n", "\n.\n\r\n",
                "\r.\r\r\n", "a\r\n.\rb\r\n", "a\n.\r\nb\r\n", "a\r.\r\nb\r\n");
        String head = "Subject: dots\r\n\r\n";
        try (Pop3Provider provider = new Pop3Provider()) {
            for (int i = 0; i < wire.size(); i++) {
                provider.put("u" + i, new byte[0]);
            }
            provider.answer("RETR", (d, c) -> {
                // an octet at a time, so that every boundary falls between two reads somewhere
                byte[] octets = ("+OK\r\n" + head + wire.get(Integer.parseInt(c.substring(5)) - 1))
                        .getBytes(StandardCharsets.ISO_8859_1);
                for (byte octet : octets) {
                    d.raw(new byte[] {octet});
                }
            });
            long id = firm.collector(firm.wanted(provider.port(), desk));
            assertEquals("", firm.first(id).getString("outcome"));
            firm.forget(id);
            assertEquals(0, provider.count());
            assertEquals(meant.stream().map(head::concat).toList(), firm.collected(desk));
        }
    }

    @Test
    void whoIsNotTrustedHearsNoSecret() throws Exception {
        String desk = firm.account("desk");
        for (boolean first : List.of(true, false)) {
            try (Pop3Provider provider = new Pop3Provider(Optional.of(Certificate.selfSigned().context()), first)) {
                provider.put("u1", "Subject: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                long id = firm.collector(firm.wanted(provider.port(), desk).add("tls", first ? "tls" : "stls"));
                assertEquals("certificate-refused", firm.first(id).getString("trouble"));
                firm.forget(id);
                assertEquals(first ? List.of() : List.of("STLS"), provider.commands());
            }
        }
    }

    /** RFC 2595 §2.4: a client that wants TLS does not go on without. */
    @Test
    void withoutTheTlsThatIsWantedNothingIsSaid() throws Exception {
        String desk = firm.account("desk");
        try (Pop3Provider provider = new Pop3Provider()) {
            long id = firm.collector(firm.wanted(provider.port(), desk).add("tls", "stls"));
            assertEquals("no-stls", firm.first(id).getString("trouble"));
            provider.answer("STLS", (d, c) -> d.say("+OK\r\n+OK injected\r\n+OK injected"));
            assertEquals("not-pop3", firm.visit(id).getString("trouble"), "words before TLS are nobody's");
            firm.forget(id);
            assertEquals(List.of("STLS", "STLS"), provider.commands());
        }
    }

    @Test
    void aServerOfTlsWordsFromTheFirstByteOnIsLeft() throws Exception {
        String desk = firm.account("desk");
        try (Pop3Provider provider = new Pop3Provider()) {
            long id = firm.collector(firm.wanted(provider.port(), desk).add("tls", "tls"));
            JsonObject seen = firm.first(id);
            assertEquals("unavailable", seen.getString("trouble"), seen.toString());
            firm.forget(id);
            assertFalse(provider.commands().stream().anyMatch(line -> line.contains("right")), "no secret in the clear");
        }
    }

    /** More than one visit takes: the rest comes at once, not after the interval. */
    @Test
    void aMailboxOfMoreThanAThousandComesOverInSeveralVisits() throws Exception {
        String desk = firm.account("desk");
        AtomicLong quits = new AtomicLong();
        try (Pop3Provider provider = new Pop3Provider()) {
            for (int i = 0; i < 1100; i++) {
                provider.put("u" + i, ("Subject: " + i + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            }
            provider.answer("QUIT", (d, c) -> {
                quits.incrementAndGet();
                d.right(c);
            });
            long id = firm.collector(firm.wanted(provider.port(), desk).add("intervalSeconds", 86_400));
            Await.until("all to be here", Duration.ofSeconds(240), () -> provider.count() == 0);
            Await.until("its account of it", Collecting.SOON, () -> firm.seen(id).getInt("collected") == 1100);
            firm.forget(id);
            assertTrue(quits.get() >= 2, quits.toString());
            try (Imap imap = firm.imap(desk)) {
                assertTrue(imap.ok("SELECT INBOX").has("\\* 1100 EXISTS"));
            }
        }
    }
}
