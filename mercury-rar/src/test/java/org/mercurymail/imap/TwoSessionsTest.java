package org.mercurymail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mercurymail.mail.Flags;
import org.mercurymail.port.Body;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.SessionPump;
import org.mercurymail.wire.Wakeup;

/**
 * Two sessions and a delivery on one mailbox, with random commands from a seed. A client that believes every untagged
 * response, and nothing else, must at any moment hold a mailbox that once was, and after NOOP or in IDLE the one that
 * is.
 */
class TwoSessionsTest {

    private static final int STEPS = 400;
    private static final List<String> FLAGS = List.of("\\Seen", "\\Deleted", "\\Flagged", "work", "Later");

    @TestFactory
    Stream<DynamicTest> seeds() {
        return LongStream.range(0, 45).mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> run(seed)));
    }

    private void run(long seed) throws Exception {
        Random random = new Random(seed);
        MemoryMailboxes door = new MemoryMailboxes("Return-Path: <a@b.test>\r\n");
        for (int i = 0; i < 5; i++) {
            deliver(door);
        }
        List<Client> clients = List.of(new Client(door, false, seed), new Client(door, seed % 3 == 0, seed));
        for (int step = 0; step < STEPS; step++) {
            Client client = clients.get(random.nextInt(2));
            if (random.nextInt(6) == 0) {
                deliver(door);
            } else {
                client.act(random);
            }
            if (random.nextInt(5) == 0) {
                client.noop(random.nextBoolean());
                client.mustEqual(door);
            }
        }
        for (Client client : clients) {
            client.noop(false);
            client.command("FETCH 1:* (FLAGS)");
            client.mustEqual(door);
        }
        for (int i = 0; i < clients.get(0).messages.size(); i++) { // RFC 3501 §2.3.2: to the one that was told first
            assertTrue(clients.get(0).messages.get(i).recent != clients.get(1).messages.get(i).recent, "seed " + seed);
        }
    }

    private static void deliver(MemoryMailboxes door) throws Exception {
        door.append(MemoryMailboxes.ACCOUNT, "INBOX", Body.of("Subject: x\r\n\r\nbody\r\n".getBytes(
                StandardCharsets.US_ASCII)), Flags.NONE, Instant.EPOCH);
    }

    /** A message as a client knows it; 0 and no names are not known yet. */
    private static final class Known {
        private long uid;
        private TreeSet<String> flags;
        private boolean recent;
    }

    /** A client with its session. */
    private static final class Client {

        private static final Pattern FETCH = Pattern.compile("\\* (\\d+) FETCH \\((.*)\\)");
        private static final Pattern FLAG_LIST = Pattern.compile("FLAGS \\(([^)]*)\\)");
        private static final Pattern UID = Pattern.compile("UID (\\d+)");

        private final SessionPump<MailboxListener> pump;
        private final List<Known> messages = new ArrayList<>();
        private final long seed;
        private int tag;
        private boolean numbered;

        Client(MemoryMailboxes door, boolean resync, long seed) {
            this.seed = seed;
            Wakeup wakeup = new Wakeup() {
                @Override
                public void wake() { }

                @Override
                public void end(String reason) { }
            };
            ImapSession session = ImapTranscriptTest.session(new MailboxDoorway("h", false, true, 1000), wakeup, false);
            this.session = session;
            pump = new SessionPump<MailboxListener>(session, door).open();
            pump.said();
            command("LOGIN u secret");
            if (resync) {
                command("ENABLE QRESYNC");
            }
            command("SELECT INBOX");
            command("FETCH 1:* (UID FLAGS)");
        }

        private final ImapSession session;

        void act(Random random) {
            int size = messages.size();
            String flags = FLAGS.get(random.nextInt(FLAGS.size())) + " " + FLAGS.get(random.nextInt(FLAGS.size()));
            String sign = List.of("", "+", "-").get(random.nextInt(3));
            boolean uid = random.nextBoolean();
            long low = size == 0 ? 1 : number(random.nextInt(size), uid);
            long high = size == 0 ? 1 : number(random.nextInt(size), uid);
            String set = low + ":" + high;
            String prefix = uid ? "UID " : "";
            if (size == 0) {
                command("NOOP");
                return;
            }
            switch (random.nextInt(9)) {
                case 0 -> command(prefix + "FETCH " + set + " (UID FLAGS)");
                case 1 -> command(prefix + "FETCH " + set + " (FLAGS BODY[TEXT])");
                case 2 -> command(prefix + "FETCH " + set + " BODY[]<0.1>");
                case 3 -> command(prefix + "STORE " + set + " " + sign + "FLAGS (" + flags + ")");
                case 4 -> silent(prefix, uid, low, high, sign, flags);
                case 5 -> command(random.nextBoolean() ? "EXPUNGE" : "UID EXPUNGE " + number(0, true) + ":*");
                case 6 -> command(prefix + "SEARCH UNSEEN SUBJECT x");
                case 7 -> command(prefix + "MOVE " + low + " INBOX");
                default -> command(prefix + "COPY " + low + " INBOX");
            }
        }

        private long number(int index, boolean uid) {
            return uid ? messages.get(index).uid : index + 1;
        }

        /** A client changes its own copy when it says .SILENT. */
        private void silent(String prefix, boolean uid, long low, long high, String sign, String flags) {
            for (int i = 0; i < messages.size(); i++) {
                long at = number(i, uid);
                if (at >= Math.min(low, high) && at <= Math.max(low, high)) {
                    TreeSet<String> known = messages.get(i).flags;
                    if (sign.isEmpty()) {
                        known.clear();
                    }
                    if (sign.equals("-")) {
                        known.removeAll(List.of(flags.split(" ")));
                    } else {
                        known.addAll(List.of(flags.split(" ")));
                    }
                }
            }
            command(prefix + "STORE " + low + ":" + high + " " + sign + "FLAGS.SILENT (" + flags + ")");
        }

        void noop(boolean idle) {
            if (!idle) {
                command("NOOP");
                return;
            }
            pump.feed(("i" + ++tag + " IDLE\r\n").getBytes(StandardCharsets.US_ASCII));
            pump.perform(session.woken());
            pump.feed("DONE\r\n".getBytes(StandardCharsets.US_ASCII));
            hear("i" + tag);
            askAboutNew();
        }

        private void command(String text) {
            numbered = text.matches("(FETCH|STORE|SEARCH) .*");
            String name = "t" + ++tag;
            pump.feed((name + " " + text + "\r\n").getBytes(StandardCharsets.US_ASCII));
            hear(name);
            numbered = false;
            askAboutNew();
        }

        /** What is new is asked about at once, as clients do. */
        private void askAboutNew() {
            for (int i = 0; i < messages.size(); i++) {
                if (messages.get(i).flags == null || messages.get(i).uid == 0) {
                    numbered = true;
                    pump.feed(("n" + ++tag + " FETCH " + (i + 1) + ":* (UID FLAGS)\r\n").getBytes(
                            StandardCharsets.US_ASCII));
                    hear("n" + tag);
                    numbered = false;
                    assertTrue(messages.stream().allMatch(m -> m.flags != null && m.uid != 0), "seed " + seed);
                    return;
                }
            }
        }

        private void hear(String name) {
            String said = new String(pump.said(), StandardCharsets.US_ASCII);
            assertFalse(pump.isClosed(), "closed: " + said);
            List<String> lines = List.of(said.replaceAll("\\{(\\d+)}\r\n(?s:.)*?(?=[ )]|\\z)", "L").split("\r\n"));
            for (String line : lines) {
                hearLine(line);
            }
            String last = lines.get(lines.size() - 1);
            assertTrue(last.startsWith(name + " OK") || last.startsWith(name + " NO [EXPUNGEISSUED]"), last);
        }

        private void hearLine(String line) {
            Matcher fetch = FETCH.matcher(line);
            if (line.matches("\\* \\d+ EXISTS")) {
                int size = Integer.parseInt(line.split(" ")[1]);
                assertTrue(size >= messages.size(), "EXISTS shrinks, seed " + seed);
                while (messages.size() < size) {
                    messages.add(new Known());
                }
            } else if (line.matches("\\* \\d+ EXPUNGE")) {
                assertFalse(numbered, "EXPUNGE where numbers count, seed " + seed);
                messages.remove(Integer.parseInt(line.split(" ")[1]) - 1);
            } else if (line.startsWith("* VANISHED")) {
                assertFalse(numbered, "VANISHED where numbers count, seed " + seed);
                vanished(line.split(" ")[2]);
            } else if (fetch.matches()) {
                fetched(messages.get(Integer.parseInt(fetch.group(1)) - 1), fetch.group(2));
            }
        }

        /** A UID that was never heard is one of the messages that EXISTS told of and nothing else. */
        private void vanished(String set) {
            for (String range : set.split(",")) {
                String[] ends = range.split(":");
                for (long uid = Long.parseLong(ends[0]); uid <= Long.parseLong(ends[ends.length - 1]); uid++) {
                    long gone = uid;
                    if (!messages.removeIf(m -> m.uid == gone)) {
                        assertEquals(0, messages.remove(messages.size() - 1).uid, "seed " + seed);
                    }
                }
            }
        }

        private void fetched(Known known, String items) {
            Matcher uid = UID.matcher(items);
            if (uid.find()) {
                long number = Long.parseLong(uid.group(1));
                assertTrue(known.uid == 0 || known.uid == number, "a number means two messages, seed " + seed);
                known.uid = number;
            }
            TreeSet<String> told = known.flags;
            Matcher flags = FLAG_LIST.matcher(items);
            if (flags.find()) {
                known.flags = new TreeSet<>(List.of(flags.group(1).split(" ")));
                known.flags.remove("");
                boolean recent = known.flags.remove("\\Recent");
                assertTrue(told == null || known.recent == recent, "recent for a while, seed " + seed);
                known.recent = recent;
            }
        }

        void mustEqual(MemoryMailboxes door) {
            List<MemoryMailboxes.Entry> real = List.copyOf(door.mailboxes.get("INBOX").entries.values());
            assertEquals(real.size(), messages.size(), "seed " + seed);
            for (int i = 0; i < real.size(); i++) {
                Known known = messages.get(i);
                if (known.uid != 0) {
                    assertEquals(real.get(i).uid(), known.uid, "seed " + seed);
                }
                if (known.flags != null) {
                    assertEquals(new TreeSet<>(real.get(i).flags().names()), known.flags, "seed " + seed);
                }
            }
        }
    }
}
