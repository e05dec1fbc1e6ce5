package org.mercurymail.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mercurymail.intake.Handover;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.TestServer;
import org.mercurymail.store.AccountRow;

/** Real files, a real watch service and the real store. */
class WatchedDirectoryTest {

    @TempDir
    private Path data;

    private final ExecutorService workers = Executors.newFixedThreadPool(DirectoryDoor.WORKERS);
    private final List<WatchedDirectory> running = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        running.forEach(WatchedDirectory::stop);
        for (Thread thread : threads) {
            thread.join();
        }
        workers.shutdown();
    }

    @Test
    void aDroppedFileIsSentAndMoved() throws Exception {
        TestServer server = server();
        AccountRow desk = server.account("desk", 0);
        AccountRow boss = server.account("boss", 0);
        watch(server, Duration.ofDays(5));
        drop("order.eml", message(desk, "To: " + boss.address() + "\nBcc: x@away.test\n"));
        await(() -> Files.exists(drop().resolve("sent/order.eml")));
        String kept = server.contents(boss, "INBOX").get(0);
        assertTrue(kept.contains("(Mercury maildrop)") && kept.contains("\r\nMessage-ID: <"), kept);
        assertFalse(kept.contains("Bcc") || kept.contains("x@away.test"), kept);
        assertEquals(1, server.dispatched.size());
        assertEquals("x@away.test", server.store.queue().message(server.dispatched.get(0).value()).orElseThrow()
                .recipients().get(0).address());
        assertEquals(List.of(), names("work"));

        drop("order.eml", message(desk, "To: " + boss.address() + "\n"));
        await(() -> names("sent").size() == 2);
        assertEquals(2, server.contents(boss, "INBOX").size());
    }

    @Test
    void onlyFilesNamedEmlAreTaken() throws Exception {
        TestServer server = server();
        AccountRow desk = server.account("desk", 0);
        Files.createDirectories(drop());
        Files.writeString(drop().resolve("a.tmp"), message(desk, "To: " + desk.address() + "\n"));
        Files.writeString(drop().resolve("b.eml.part"), message(desk, "To: " + desk.address() + "\n"));
        watch(server, Duration.ofDays(5));
        drop("z.eml", message(desk, "To: " + desk.address() + "\n"));
        await(() -> Files.exists(drop().resolve("sent/z.eml")));
        assertEquals(1, server.contents(desk, "INBOX").size());
        assertTrue(Files.exists(drop().resolve("a.tmp")) && Files.exists(drop().resolve("b.eml.part")));
    }

    @Test
    void whatCannotBeSentFailsWithItsReason() throws Exception {
        TestServer server = server();
        AccountRow desk = server.account("desk", 0);
        watch(server, Duration.ofDays(5));
        drop("empty.eml", "");
        drop("nobody.eml", message(desk, "To: nobody@" + server.domain + "\n"));
        drop("foreign.eml", "From: a@else.test\nTo: " + desk.address() + "\n\nx\n");
        drop("large.eml", message(desk, "To: " + desk.address() + "\n") + "x".repeat(70_000));
        Files.createSymbolicLink(drop().resolve("link.eml"), Files.writeString(data.resolve("secret"), "x"));
        await(() -> names("failed").stream().filter(name -> name.endsWith(".eml")).count() >= 5);
        assertEquals("The message is empty\n", reason("empty"));
        assertTrue(reason("nobody").endsWith("550 5.1.1 No such user here\n"), reason("nobody"));
        assertTrue(reason("foreign").contains("not an address of a domain of this server"), reason("foreign"));
        assertTrue(reason("large").contains("larger than the 65536 octets"), reason("large"));
        assertEquals("It is not a file\n", reason("link"));
    }

    @Test
    void aFullMailboxIsWaitedForThenGivenUp() throws Exception {
        TestServer server = server();
        AccountRow full = server.account("full", 1);
        server.send("a@else.test", full.address(), "Subject: fills it\n\nx\n");
        server.router.forget(new org.mercurymail.accounts.AddressesChanged());
        watch(server, Duration.ofMillis(1));
        drop("late.eml", message(full, "To: " + full.address() + "\n"));
        await(() -> Files.exists(drop().resolve("failed/late.eml")));
        assertTrue(reason("late").contains("452 4.2.2"), reason("late"));
    }

    @Test
    void aKilledServersClaimsAreFinishedOnce() throws Exception {
        TestServer server = server();
        AccountRow desk = server.account("desk", 0);
        Places places = new Places(drop(), 0);
        places.make();
        String written = Places.claim("written.eml");
        String claimed = Places.claim("claimed.eml");
        String text = message(desk, "To: " + desk.address() + "\n");
        Files.writeString(places.work().resolve(written), text);
        Files.writeString(places.work().resolve(claimed), text);
        new Handover(server.settings, server.submission).submit(new Origin.Directory(),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Optional.of(written));
        watch(server, Duration.ofDays(5));
        await(() -> names("sent").size() == 2);
        assertEquals(Set.of("written.eml", "claimed.eml"), Set.copyOf(names("sent")));
        assertEquals(2, server.contents(desk, "INBOX").size());
    }

    @Test
    void manyAtOnceUnderTwoWatchersEachOnce() throws Exception {
        int many = 600;
        TestServer server = server();
        AccountRow desk = server.account("desk", 0);
        Files.createDirectories(drop());
        for (int i = 0; i < many; i++) {
            Files.writeString(drop().resolve(i + ".eml"),
                    message(desk, "To: " + desk.address() + "\nSubject: n" + i + "\n"));
        }
        watch(server, Duration.ofDays(5));
        watch(server, Duration.ofDays(5));
        await(() -> names("sent").size() == many);
        List<String> contents = server.contents(desk, "INBOX");
        assertEquals(many, contents.size());
        Set<String> subjects = new TreeSet<>();
        contents.forEach(content -> subjects.add(content.replaceAll("(?s).*\nSubject: (n\\d+).*", "$1")));
        assertEquals(many, subjects.size());
        assertEquals(List.of(), names("work"));
        assertEquals(List.of(), names("failed"));
    }

    private TestServer server() {
        return new TestServer("mercury.data", data.toString(), "mercury.smtp.max-size", "65536");
    }

    private void watch(TestServer server, Duration patience) {
        WatchedDirectory watched = new WatchedDirectory(new Places(drop(), 0), new Handover(server.settings, server.submission),
                workers, patience);
        running.add(watched);
        Thread thread = new Thread(watched);
        threads.add(thread);
        thread.start();
    }

    private static String message(AccountRow from, String fields) {
        return "From: " + from.address() + "\n" + fields + "\nText.\n";
    }

    private void drop(String name, String text) throws IOException {
        Files.createDirectories(drop());
        Path written = Files.writeString(data.resolve(name + ".tmp"), text);
        Files.move(written, drop().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path drop() {
        return data.resolve("maildrop");
    }

    private String reason(String name) throws IOException {
        return Files.readString(drop().resolve("failed").resolve(name + ".txt"));
    }

    private List<String> names(String place) {
        Path directory = drop().resolve(place);
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The door tells nobody when it is done: that is its point. */
    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "nothing happened");
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000L);
        }
    }
}
