package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An application drops files into the watched directory, and goes on. */
final class MaildropIT {

    private static final String U1 = "u1@mercury.test";
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int MANY = 10_000;

    private final MercuryServer server = MercuryServer.shared();
    private final Drop drop = Drop.of(server);
    private final String name = "d" + Mail.token();

    @Test
    void isPickedUpWithinASecondOfItsRename() {
        drop.put("warm-" + name + ".eml", mail("To: u2@mercury.test\n"));
        drop.awaitSent("warm-" + name + ".eml");
        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String file = i + "-" + name + ".eml";
            Path waiting = drop.written(file + ".tmp", mail("To: u2@mercury.test\n").getBytes(StandardCharsets.UTF_8));
            long renamed = System.nanoTime();
            Path there = drop.rename(waiting, file);
            Await.until(file + " to be picked up", SOON, () -> Files.notExists(there));
            taken.add((System.nanoTime() - renamed) / 1_000_000);
            drop.awaitSent(file);
            long sent = (System.nanoTime() - renamed) / 1_000_000;
            System.out.println("picked up after " + taken.get(i) + " ms, sent after " + sent + " ms");
        }
        long median = taken.stream().sorted().toList().get(2);
        assertTrue(median <= 1000, median + " ms from the rename to the claim: " + taken);
    }

    @Test
    void itsHeaderIsItsEnvelopeAndBccIsSeenByNobody() {
        String away = name + "@away.test";
        try (Inbox to = Inbox.of(server, "u2@mercury.test"); Inbox cc = Inbox.of(server, "u3@mercury.test");
                Inbox bcc = Inbox.of(server, "u4@mercury.test")) {
            drop.put(name + ".eml", mail("To: U Two <u2@mercury.test>\nCc: u3@mercury.test,\n " + away
                    + "\nBcc: hidden <u4@mercury.test>\nbcc: u2@mercury.test\n"));
            drop.awaitSent(name + ".eml");
            for (Inbox inbox : List.of(to, cc, bcc)) {
                String text = new String(inbox.only(), StandardCharsets.UTF_8);
                assertTrue(text.startsWith("Return-Path: <" + U1 + ">\r\n"), text);
                assertTrue(text.contains("\r\nCc: u3@mercury.test,\r\n " + away + "\r\n"), text);
                String header = text.substring(text.indexOf("\r\nFrom: "));
                assertFalse(header.toLowerCase(java.util.Locale.ROOT).contains("bcc") || header.contains("hidden"), text);
            }
            Sink.Taken taken = MercuryServer.sharedSink().await(away, SOON);
            assertEquals(List.of(away), taken.recipients());
            assertTrue(taken.mail().startsWith("MAIL FROM:<" + U1 + ">"), taken.mail());
            assertFalse(taken.text().contains("u4@mercury.test"), taken.text());
        }
    }

    /** Trace fields in front; of the rest only the line ends change. */
    @Test
    void bareLineFeedsBecomeLineEndsAndNothingElseChanges() {
        byte[] octets = new byte[3000];
        new Random(7).nextBytes(octets);
        String odd = new String(octets, StandardCharsets.ISO_8859_1).replace('\r', ' ').replace('\0', ' ');
        String head = "From: <" + U1 + ">\nTo: <u2@mercury.test>\nDate: Tue, 24 Nov 2026 10:00:00 +0100\r\n"
                + "Message-ID: <" + name + "@client.test>\nSubject: \tspaces  \n\tand folds \n\n";
        String body = ".\n..\n \t\r\nFrom here\n" + "x".repeat(998) + "\n" + odd + "\nno end";
        try (Inbox inbox = Inbox.of(server, "u2@mercury.test")) {
            drop.put(name + ".eml", (head + body).getBytes(StandardCharsets.ISO_8859_1));
            drop.awaitSent(name + ".eml");
            Mail.assertSame((head + body).replace("\r\n", "\n").replace("\n", "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1), inbox.only());
        }
        assertEquals(head + body, read(drop.directory().resolve("sent/" + name + ".eml")), "kept as it was written");
    }

    static Stream<Arguments> hopeless() {
        return Stream.of(
                Arguments.of("empty", "", "The message is empty"),
                Arguments.of("nobody-to-send-to", mail("Subject: x\n"),
                        "The message names no recipient: it needs an address in To, Cc or Bcc"),
                Arguments.of("no-sender", "To: u2@mercury.test\n\nx\n",
                        "The message names no sender: it needs an address in From"),
                Arguments.of("not-ours", "From: a@away.test\nTo: u2@mercury.test\n\nx\n",
                        ".*not an address of a domain of this server"),
                Arguments.of("unknown", mail("To: nobody@mercury.test\n"), ".*550 5\\.1\\.1 No such user here"),
                Arguments.of("no-address", mail("To: <u2>\n"), "To: 'u2' is not an address"),
                Arguments.of("garbage", "\u0001\u0002\u0003 GIF89a \u0000\u0000\n\n\u00ff",
                        "The message does not begin with a header"),
                Arguments.of("half-a-header", mail("To: u2@mercury.test\nthis is no field\nBcc: u3@mercury.test\n"),
                        "The header has a line that is no field: 'this is no field'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hopeless")
    void whatCanNeverBeSentFailsAndATextSaysWhy(String what, String message, String reason) {
        String file = what + "-" + name;
        try (Inbox inbox = Inbox.of(server, "u2@mercury.test")) {
            drop.put(file + ".eml", message);
            String why = drop.awaitReason(file);
            assertTrue(why.matches(reason), why);
            assertEquals(message, read(drop.directory().resolve("failed/" + file + ".eml"), StandardCharsets.UTF_8),
                    "kept as it was written");
            inbox.assertNothing();
        }
    }

    @Test
    void tooLarge() throws IOException {
        Path file = drop.written(name + ".tmp", mail("To: u2@mercury.test\n").getBytes(StandardCharsets.UTF_8));
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(52_428_800 + 1L);
        }
        drop.rename(file, name + ".eml");
        assertEquals("The message is larger than the 52428800 octets that are taken", drop.awaitReason(name));
    }

    @Test
    void correctedAndDroppedAgainItIsSent() {
        drop.put(name + ".eml", "From: " + U1 + "\nSubject: to whom?\n\nx\n");
        drop.awaitReason(name);
        try (Inbox inbox = Inbox.of(server, "u2@mercury.test")) {
            Path failed = drop.directory().resolve("failed/" + name + ".eml");
            String whole = "To: u2@mercury.test\n" + read(failed);
            drop.rename(drop.written("failed/" + name + ".eml", whole.getBytes(StandardCharsets.UTF_8)), name + ".eml");
            drop.awaitSent(name + ".eml");
            inbox.only();
        }
    }

    /** The others get it, and the sender hears by mail who did not. */
    @Test
    void oneUnknownRecipientOfSeveralIsReported() {
        try (Inbox to = Inbox.of(server, "u2@mercury.test"); Inbox sender = Inbox.of(server, U1)) {
            drop.put(name + ".eml", mail("To: u2@mercury.test, nobody@mercury.test\n"));
            drop.awaitSent(name + ".eml");
            to.only();
            String report = new String(sender.await(SOON), StandardCharsets.UTF_8);
            assertTrue(report.contains("Final-Recipient: rfc822; nobody@mercury.test")
                    && report.contains("Status: 5.1.1"), report);
        }
    }

    @Test
    void otherNamesAreNeverTouchedAndLinksNeverFollowed() throws IOException {
        byte[] mail = mail("To: u2@mercury.test\n").getBytes(StandardCharsets.UTF_8);
        List<String> others = List.of(name + ".tmp", name + ".eml.tmp", name + ".EML~", name, name + ".txt");
        try (Inbox inbox = Inbox.of(server, "u2@mercury.test")) {
            others.forEach(other -> drop.written(other, mail));
            Path target = drop.written(name + "-target", mail);
            Files.createSymbolicLink(drop.directory().resolve("link-" + name + ".eml"), target);
            assertEquals("It is not a file", drop.awaitReason("link-" + name));
            drop.put("last-" + name + ".eml", mail("To: u3@mercury.test\n"));
            drop.awaitSent("last-" + name + ".eml");
            assertTrue(drop.names("").containsAll(others), drop.names("").toString());
            assertTrue(Files.isRegularFile(target));
            inbox.assertNothing();
        }
    }

    @Test
    void tenThousandAtOnceEachOnce() {
        Rest admin = Rest.of(server, "admin@mercury.test");
        String many = "many-" + name + "@mercury.test";
        assertEquals(201, admin.post("accounts", "{\"address\":\"" + many + "\",\"password\":\"correct horse\"}").status());
        long start = System.nanoTime();
        drop.putMany(MANY, U1, many);
        Await.until("all to be taken", Duration.ofSeconds(400), drop::isDone);
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        System.out.println(MANY + " files in " + seconds + " s");
        try (Imap imap = Imap.connect(server.ports().imap())) {
            imap.ok("LOGIN " + many + " \"correct horse\"");
            imap.ok("SELECT INBOX");
            Map<String, Long> tokens = imap.valuesOf("X-Token");
            assertEquals(MANY, tokens.size(), "different tokens");
            assertTrue(tokens.values().stream().allMatch(n -> n == 1), "each once");
        }
    }

    private static String mail(String fields) {
        return "From: " + U1 + "\n" + fields + "\nText.\n";
    }

    private static String read(Path file) {
        return read(file, StandardCharsets.ISO_8859_1);
    }

    private static String read(Path file, java.nio.charset.Charset charset) {
        try {
            return Files.readString(file, charset);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
