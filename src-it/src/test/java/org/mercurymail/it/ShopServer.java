package org.mercurymail.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A Payara Micro of somebody's own with Mercury's archives and, beside them, an application ({@code M.it.shop}). Both
 * keep what they have in one outside PostgreSQL, each in a database of its own, so that it outlives a killed server.
 */
final class ShopServer implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(600);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .build();

    private final ServerPorts ports = ServerPorts.free();
    private final OutsidePostgres postgres = OutsidePostgres.start();
    private final Path work = MercuryServer.TARGET.resolve("shop-server");
    private final Path log = work.resolve("log");
    private String answered = "nothing";
    private Process process;

    ShopServer() throws IOException, SQLException {
        Trees.delete(work);
        Files.createDirectories(work);
        postgres.execute("CREATE DATABASE shop OWNER mercury");
        try (Connection shop = shop(); Statement statement = shop.createStatement()) {
            statement.execute("CREATE TABLE orders (number integer PRIMARY KEY)");
        }
        ShrinkWrap.create(WebArchive.class, "shop.war").addPackage("org.mercurymail.it.shop")
                .as(ZipExporter.class).exportTo(work.resolve("shop.war").toFile());
    }

    ServerPorts ports() {
        return ports;
    }

    /** Returns when the shop, which comes last, answers. */
    void start() throws IOException {
        Map<String, String> settings = new HashMap<>(ports.settings(work.resolve("data")));
        settings.put("mercury.db.url", postgres.url());
        settings.put("mercury.db.user", "mercury");
        settings.put("mercury.db.password", OutsidePostgres.PASSWORD);
        settings.put("mercury.maildrop.directories", "none");
        settings.put("shop.url", shopUrl());
        settings.put("shop.user", "mercury");
        settings.put("shop.password", OutsidePostgres.PASSWORD);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", MicroArchives.MICRO.toString()));
        command.addAll(MicroArchives.options(ports, work,
                "deploy --name mercury --contextroot / " + MicroArchives.application("mercury.war"),
                "deploy --name shop --contextroot /shop " + work.resolve("shop.war")));
        process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        Await.value(() -> "the shop to open, which says: " + answered + "; see " + log, START, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("ended before it was ready: " + log);
            }
            return heldUp();
        });
    }

    void kill() {
        process.destroyForcibly();
        Await.until("the killed to be gone", Duration.ofSeconds(60), () -> !process.isAlive());
    }

    /** Places an order; the answer's status. */
    CompletableFuture<Integer> place(int number, String ending) {
        return HTTP.sendAsync(HttpRequest.newBuilder(uri("?number=" + number + "&ending=" + ending))
                .POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::statusCode);
    }

    void awaitHeldUp(int number) {
        Await.until("order " + number + " to be sent and not committed", Duration.ofSeconds(60),
                () -> heldUp().orElse("").matches(".*\\b" + number + "\\b.*"));
    }

    /** The orders in the shop's own database. */
    Set<String> orders() throws SQLException {
        Set<String> orders = new TreeSet<>();
        try (Connection shop = shop(); Statement statement = shop.createStatement();
                ResultSet row = statement.executeQuery("SELECT number FROM orders")) {
            while (row.next()) {
                orders.add("order-" + row.getInt(1));
            }
        }
        return orders;
    }

    /** How often each order's mail is in the mailbox. */
    Map<String, Long> mails() {
        try (Imap imap = Imap.inbox(ports.imap(), "u2@mercury.test")) {
            return imap.valuesOf("Subject");
        }
    }

    /** Branches of transactions that wait for somebody to say how they end. */
    long prepared() throws SQLException {
        try (Connection shop = shop(); Statement statement = shop.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_prepared_xacts")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        postgres.close();
    }

    private java.util.Optional<String> heldUp() {
        try {
            HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(uri("")).timeout(Duration.ofSeconds(10)).build(),
                    HttpResponse.BodyHandlers.ofString());
            answered = answer.statusCode() + " " + answer.body();
            return java.util.Optional.of(answer.body()).filter(body -> answer.statusCode() == 200);
        } catch (IOException notYet) {
            answered = notYet.toString();
            return java.util.Optional.empty();
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private URI uri(String query) {
        return URI.create("http://127.0.0.1:" + ports.http() + "/shop/orders" + query);
    }

    private String shopUrl() {
        return postgres.url().replaceFirst("/mercury$", "/shop");
    }

    private Connection shop() throws SQLException {
        return DriverManager.getConnection(shopUrl(), "mercury", OutsidePostgres.PASSWORD);
    }
}
