package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line against the running server, as people, cron and PHP call it. */
final class CommandLineIT {

    private static final String U2 = "u2@mercury.test";

    @TempDir
    private Path temporary;

    private final MercuryServer server = MercuryServer.shared();
    private final String domain = "c" + Mail.token().substring(0, 8) + ".test";
    private Path password;

    /** How a command ended. */
    private record Ended(int status, String out, String err) { }

    @BeforeEach
    void password() throws IOException {
        password = temporary.resolve("password");
        Files.writeString(password, "secret\n");
    }

    @Test
    void theFirmsFirstDay() throws Exception {
        assertTrue(run(0, "", "domain", "add", domain, "--json").out.contains("\"name\":\"" + domain + "\""));
        assertTrue(run(1, "", "domain", "add", domain).err.contains("is there already"));
        run(0, "correct horse\n", "account", "add", "desk@" + domain, "--name", "The desk");
        run(0, "correct horse\n", "account", "add", "boss@" + domain, "--quota=1000000");
        assertTrue(run(65, "short\n", "account", "add", "x@" + domain).err.contains("password: "));
        assertTrue(run(0, "", "account", "list", domain).out.contains("desk@" + domain));
        run(0, "", "alias", "add", "info@" + domain, "desk@" + domain, "x@away.test");
        assertTrue(run(0, "", "alias", "list", domain).out.contains("desk@" + domain + " x@away.test"));
        run(0, "", "list", "add", "news@" + domain, "--post", "members", "--owner", "desk@" + domain);
        Path members = temporary.resolve("members.csv");
        Files.writeString(members, "a@away.test\nno address\nb@away.test\n");
        String loaded = run(0, "", "list", "import", "news@" + domain, members.toString(), "--json").out;
        assertTrue(loaded.contains("\"added\":2") && loaded.contains("\"line\":2"), loaded);
        run(64, "", "list", "import", "news@" + domain, "/no/such/file");
        Rest desk = new Rest(server.ports().http(), "desk@" + domain, "correct horse");
        assertEquals(200, desk.get("accounts/desk@" + domain).status());
        run(0, "", "account", "close", "desk@" + domain);
        assertEquals(401, desk.get("accounts/desk@" + domain).status());
        assertTrue(Rest.of(server, "admin@mercury.test").get("audit?subject=desk@" + domain).raw().body()
                .contains("\"via\":\"cli\""));
    }

    @Test
    void sendmailTakesWhatCronAndPhpWrite() throws Exception {
        try (Inbox inbox = Inbox.of(server, U2)) {
            String mail = "From: root (Cron)\nTo: u2\nBcc: <u2@mercury.test>\nSubject: cron " + domain + "\n\none\n.\ntwo\n";
            assertEquals("", run(0, mail, "sendmail", "-t", "-i", "-f", "u1@mercury.test").out);
            String whole = new String(inbox.only(), StandardCharsets.UTF_8);
            assertTrue(whole.contains("Return-Path: <u1@mercury.test>") && whole.contains("one\r\n.\r\ntwo\r\n"), whole);
            assertFalse(whole.contains("Bcc"), whole);
            run(0, mail, "sendmail", "-oi", "-froot@mercury.test", "--", U2);
            inbox.only();
            run(0, mail, "sendmail", "-t");
            String cut = new String(inbox.only(), StandardCharsets.UTF_8);
            assertTrue(cut.endsWith("one\r\n"), cut);
            inbox.assertNothing();
        }
        run(64, "", "sendmail");
        assertTrue(run(67, "To: nobody@mercury.test\n\nx\n", "sendmail", "-t", "-i").err.contains("No such user"));
        run(64, "", "sendmail", "-bs");
        run(65, "Subject: to nobody\n\nx\n", "sendmail", "-t", "-i");
        assertEquals(75, run(Map.of("MERCURY_API", "http://127.0.0.1:" + FreePorts.take() + "/api/v1"), "x",
                List.of("sendmail", "-t")).status, "a server that is away is worth another try");
        assertEquals(77, run(Map.of("MERCURY_USER", "nobody@mercury.test"), "From: a\nTo: u2\n\nx\n",
                List.of("sendmail", "-t")).status);
    }

    /** Neither writes a From field, and both name the sender without a domain. */
    @Test
    void aMessageWithoutAnAuthorGetsOne() throws Exception {
        try (Inbox inbox = Inbox.of(server, U2)) {
            run(0, "To: u2\nSubject: PHP\n\none\n", "sendmail", "-t", "-i", "-f", "u1", "-F", "Blog \"n\u00b0 1\"");
            String php = new String(inbox.only(), StandardCharsets.UTF_8);
            assertTrue(php.startsWith("Return-Path: <u1@mercury.test>\r\n"), php);
            assertTrue(php.contains("\r\nFrom: =?utf-8?B?QmxvZyAibsKwIDEi?= <u1@mercury.test>\r\nTo: u2\r\n"), php);
            run(0, "Subject: cron\n\none\n", "sendmail", "-FCronDaemon", "-i", "-odi", "-oem", "-oi", "-B8BITMIME", "u2");
            String cron = new String(inbox.only(), StandardCharsets.UTF_8);
            assertTrue(cron.contains("\r\nFrom: \"CronDaemon\" <admin@mercury.test>\r\nSubject: cron\r\n"), cron);
            run(65, "To: u2\n\nx\n", "sendmail", "-t", "-F", "x\nBcc: u3@mercury.test");
            inbox.assertNothing();
        }
    }

    @Test
    void moreThanTheServerTakesIsRefusedAndNotRetried() throws Exception {
        String large = "From: u1\nTo: u2\n\n" + ("x".repeat(99) + "\n").repeat(530_000);
        assertTrue(run(65, large, "sendmail", "-t", "-i").err.contains("larger"));
    }

    @Test
    void queueAndTrace() throws Exception {
        String to = "cli-" + Mail.token() + "@away.test";
        MercuryServer.sharedSink().always(to, Sink.Manners.DEFER);
        String sent = run(0, "From: u1\nTo: " + to + "\nSubject: q\n\nx\n", "sendmail", "-t", "--json").out;
        String id = sent.replaceAll("(?s).*\"id\":\"([^\"]+)\".*", "$1");
        assertTrue(run(0, "", "queue", "list", to).out.contains(id));
        assertTrue(run(0, "", "message", "trace", id).out.contains(to));
        Await.until("retry", java.time.Duration.ofSeconds(60), () ->
                run(environment(), "", List.of("queue", "retry", id)).status == 0);
        Await.until("cancel", java.time.Duration.ofSeconds(60), () ->
                run(environment(), "", List.of("queue", "cancel", id)).status == 0);
        assertTrue(run(0, "", "message", "trace", id, "--json").out.contains("\"state\":\"cancelled\""));
        run(1, "", "queue", "cancel", id);
    }

    @Test
    void rootOnTheMachineNeedsNoPassword() throws Exception {
        Path token = server.data().resolve("admin-token");
        Assumptions.assumeTrue(Files.exists(server.data()), "the data directory is here");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
        Ended ended = run(Map.of(), "", List.of("domain", "list", "--data", server.data().toString()));
        assertEquals(0, ended.status, ended.err);
        assertTrue(ended.out.contains("mercury.test"));
        assertEquals(77, run(Map.of(), "", List.of("domain", "list", "--data", temporary.toString())).status);
    }

    @Test
    void mistakesAreToldWithTheUsage() throws Exception {
        for (List<String> wrong : List.of(List.of("domain"), List.of("domain", "fly"), List.of("domain", "add"),
                List.of("account", "add", "a@b.test", "--password", "x"), List.of("queue", "retry"))) {
            Ended ended = run(environment(), "", wrong);
            assertEquals(64, ended.status, wrong + ended.err);
            assertTrue(ended.err.contains("./mercury domain add"), ended.err);
        }
    }

    private Map<String, String> environment() {
        return Map.of("MERCURY_API", "http://127.0.0.1:" + server.ports().http() + "/api/v1",
                "MERCURY_USER", "admin@mercury.test", "MERCURY_PASSWORD_FILE", password.toString());
    }

    private Ended run(int status, String input, String... words) throws Exception {
        Ended ended = run(environment(), input, List.of(words));
        assertEquals(status, ended.status, List.of(words) + "\n" + ended.out + ended.err);
        return ended;
    }

    private Ended run(Map<String, String> some, String input, List<String> words) throws Exception {
        List<String> command = new ArrayList<>(List.of(MercuryServer.ROOT.resolve("mercury").toString()));
        command.addAll(words);
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MERCURY_"));
        if (!some.isEmpty()) {
            builder.environment().putAll(environment());
            builder.environment().putAll(some);
        }
        Process process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException closed) {
            // it ended before it read all, or wanted nothing
        }
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), words + " hangs");
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
