package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** POP3 (RFC 1939, 2449) against the account u7, whose mailbox every test begins with three messages. */
final class Pop3IT {

    private static final String U7 = "u7@mercury.test";

    private final MercuryServer server = MercuryServer.shared();
    private final int port = server.ports().pop3();

    @BeforeEach
    void threeMessages() {
        try (Imap imap = Imap.inbox(server.ports().imap(), U7)) {
            imap.command("STORE 1:* +FLAGS.SILENT (\\Deleted)");
            imap.ok("EXPUNGE");
        }
        try (Smtp smtp = Smtp.submission(server.ports().submission(), U7)) {
            for (int i = 1; i <= 3; i++) {
                assertEquals(250, smtp.deliver(U7, Mail.of(U7, U7, "number " + i, "line " + i + "\r\n.\r\nlast\r\n"), U7)
                        .code());
            }
        }
    }

    @Test
    void listsAndDeletes() {
        String kept;
        try (Pop3 pop3 = Pop3.login(port, U7)) {
            assertEquals(3, pop3.count());
            List<String> list = pop3.multi("LIST");
            assertEquals(3, list.size());
            long total = list.stream().mapToLong(line -> Long.parseLong(line.split(" ")[1])).sum();
            assertEquals("+OK 3 " + total, pop3.ok("STAT").substring(0, ("+OK 3 " + total).length()));
            assertEquals(pop3.retr(2).length, Long.parseLong(list.get(1).split(" ")[1]), "LIST tells the size");
            List<String> uids = pop3.multi("UIDL");
            assertEquals(3, new HashSet<>(uids).size());
            kept = uids.get(2).split(" ")[1];
            pop3.ok("DELE 1");
            pop3.ok("DELE 2");
            assertTrue(pop3.send("RETR 1").startsWith("-ERR"));
            assertTrue(pop3.send("DELE 1").startsWith("-ERR"));
            assertEquals(1, pop3.count());
            pop3.quit();
        }
        try (Pop3 pop3 = Pop3.login(port, U7)) {
            assertEquals(1, pop3.count());
            assertEquals("1 " + kept, pop3.multi("UIDL").get(0), "a UIDL never changes");
            assertTrue(new String(pop3.retr(1), StandardCharsets.ISO_8859_1).contains("number 3"));
            pop3.quit();
        }
    }

    /** Only QUIT deletes (RFC 1939 §6). */
    @Test
    void withoutQuitNothingIsDeleted() {
        Pop3 first = Pop3.login(port, U7);
        first.ok("DELE 1");
        first.line().vanish();
        Await.until("the lock to be free", java.time.Duration.ofSeconds(10), () -> {
            try (Pop3 pop3 = Pop3.connect(port)) {
                pop3.ok("USER " + U7);
                return pop3.send("PASS secret").startsWith("+OK") && pop3.count() == 3;
            }
        });
    }

    @Test
    void rsetTakesBack() {
        try (Pop3 pop3 = Pop3.login(port, U7)) {
            pop3.ok("DELE 1");
            pop3.ok("RSET");
            assertEquals(3, pop3.count());
            pop3.quit();
        }
    }

    @Test
    void topGivesHeaderAndLines() {
        try (Pop3 pop3 = Pop3.login(port, U7)) {
            List<String> whole = pop3.multi("RETR 1");
            int blank = whole.indexOf("");
            assertEquals(whole.subList(0, blank + 1), pop3.multi("TOP 1 0"));
            assertEquals(whole.subList(0, blank + 3), pop3.multi("TOP 1 2"));
            assertEquals(whole, pop3.multi("TOP 1 1000"));
        }
    }

    @Test
    void wrongPasswordIsRefusedAndSaysTheSameForAnybody() {
        try (Pop3 pop3 = Pop3.connect(port)) {
            pop3.ok("USER " + U7);
            String wrong = pop3.send("PASS wrong");
            assertTrue(wrong.startsWith("-ERR"), wrong);
            pop3.ok("USER nobody@mercury.test");
            assertEquals(wrong, pop3.send("PASS wrong"), "nobody learns which account exists");
            assertTrue(pop3.send("STAT").startsWith("-ERR"));
        }
    }

    /** RFC 1939 §8: the maildrop is locked for one session. */
    @Test
    void oneSessionAtATime() {
        try (Pop3 first = Pop3.login(port, U7); Pop3 second = Pop3.connect(port)) {
            second.ok("USER " + U7);
            String refused = second.send("PASS secret");
            assertTrue(refused.startsWith("-ERR [IN-USE]") || refused.startsWith("-ERR"), refused);
            first.quit();
        }
    }

    @Test
    void nonsense() {
        try (Pop3 pop3 = Pop3.login(port, U7)) {
            for (String line : List.of("XYZZY", "", "RETR", "RETR x", "RETR 0", "RETR 99", "RETR -1", "TOP 1",
                    "LIST 99999999999999999999", "x".repeat(5000))) {
                assertTrue(pop3.send(line).startsWith("-ERR"), line);
            }
            assertEquals(3, pop3.count());
            assertNotEquals(0, pop3.retr(1).length);
        }
    }
}
