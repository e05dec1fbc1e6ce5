package org.mercurymail.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates by the name that a client asks for (SNI, RFC 6066 §3), on real sockets. */
@Timeout(90)
class ServerNamesTest {

    private static final int PORT = 22030;
    private static final int TLS_PORT = 22031;

    @TempDir
    static Path standard;
    private static Transport transport;
    private static Certificates.Files files;

    @TempDir
    Path live;
    private Listeners<EchoSession.Door> listeners;

    @BeforeAll
    static void start() throws IOException {
        transport = new Transport();
        files = SelfSigned.in(standard.resolve("tls"), "mail.mercury.test");
    }

    @AfterAll
    static void stop() {
        transport.close();
    }

    @AfterEach
    void close() {
        if (listeners != null) {
            listeners.close("test is over", Duration.ofSeconds(5));
        }
    }

    private void open() throws IOException {
        open(new Certificates(files, Optional.of(live)));
    }

    private void open(Certificates certificates) throws IOException {
        listeners = new Listeners<>(transport, (question, output, outcome) -> { }, new ConnectionLimit(100, 100),
                Optional.of(certificates), TrustedProxies.NONE);
        for (ListenerAddress address : ListenerAddress.parseAll("echo@127.0.0.1:%d, echo@127.0.0.1:%d/tls"
                .formatted(PORT, TLS_PORT))) {
            listeners.open(address, (peer, wakeup) -> new EchoSession(peer));
        }
    }

    /** Lays out a certificate as ACME clients do. */
    private void lay(String directory, String name) throws IOException {
        Certificates.Files made = SelfSigned.in(live.resolve(directory + ".made"), name);
        Path place = Files.createDirectories(live.resolve(directory));
        Files.copy(made.certificate(), place.resolve("fullchain.pem"));
        Files.copy(made.key(), place.resolve("privkey.pem"));
    }

    private static String subject(int port, String name) throws Exception {
        try (Wiretap client = new Wiretap(port)) {
            if (port == PORT) {
                client.line();
                client.send("TLS\r\n");
                client.line();
            }
            client.secure(name);
            if (port == TLS_PORT) {
                assertEquals("hello secure", client.line());
            }
            client.send("ECHO works\r\n");
            assertEquals("works", client.line());
            return client.certificate().getSubjectX500Principal().getName();
        }
    }

    @Test
    void eachNameHasItsCertificateAndTheRestTheStandardOne() throws Exception {
        lay("firm", "mail.firm.test");
        lay("shop", "mx.shop.test");
        Files.createDirectories(live.resolve("half")); // told of and left out
        open();
        for (int port : new int[] {PORT, TLS_PORT}) {
            assertEquals("CN=mail.firm.test", subject(port, "mail.firm.test"));
            assertEquals("CN=mail.firm.test", subject(port, "MAIL.Firm.test"));
            assertEquals("CN=mx.shop.test", subject(port, "mx.shop.test"));
            assertEquals("CN=mail.mercury.test", subject(port, "unknown.test"));
            assertEquals("CN=mail.mercury.test", subject(port, "localhost"));
        }
    }

    @Test
    void aNewOneIsFoundWithoutARestart() throws Exception {
        open();
        assertEquals("CN=mail.mercury.test", subject(TLS_PORT, "mail.late.test"));
        lay("late", "mail.late.test");
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        String found = "";
        while (!found.equals("CN=mail.late.test") && System.nanoTime() < until) {
            found = subject(TLS_PORT, "mail.late.test"); // it lists the directory every ten seconds
        }
        assertEquals("CN=mail.late.test", found);
    }

    /** As an authority's certificates are kept: key and chain in one file. */
    @Test
    void ourOwnGiveWayToTheDirectorysAndServeWhoNamesNobody() throws Exception {
        Path own = live.resolve("own");
        lay("firm", "mail.firm.test");
        open(new Certificates(files, Optional.of(live), Optional.of(new Certificates.Own(own, "Mail.Own.test"))));
        assertEquals("CN=mail.mercury.test", subject(TLS_PORT, "localhost"));
        Files.createDirectories(own);
        for (String name : new String[] {"mail.own.test", "mail.firm.test"}) {
            Certificates.Files made = SelfSigned.in(live.resolve(name + ".made"), name);
            Files.writeString(own.resolve(name + ".pem"),
                    Files.readString(made.certificate()) + Files.readString(made.key()));
        }
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!subject(TLS_PORT, "localhost").equals("CN=mail.own.test") && System.nanoTime() < until) {
            Thread.onSpinWait(); // it lists the directory every ten seconds
        }
        assertEquals("CN=mail.own.test", subject(TLS_PORT, "localhost"));
        assertEquals("CN=mail.own.test", subject(TLS_PORT, "mail.own.test"));
        assertEquals(Files.readString(live.resolve("firm/fullchain.pem")), pem(TLS_PORT, "mail.firm.test"));
    }

    private static String pem(int port, String name) throws Exception {
        try (Wiretap client = new Wiretap(port)) {
            client.secure(name);
            return "-----BEGIN CERTIFICATE-----\n" + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(client.certificate().getEncoded()) + "\n-----END CERTIFICATE-----\n";
        }
    }

    @Test
    void whatIsAboutToEndIsTold() throws IOException {
        lay("firm", "mail.firm.test");
        Certificates certificates = new Certificates(files, Optional.of(live));
        assertEquals(List.of(), certificates.ending(Instant.now()));
        Instant end = LoadedCertificate.of(files).until();
        assertEquals(0, certificates.ending(end.minus(Duration.ofDays(15))).size());
        assertEquals(2, certificates.ending(end.minus(Duration.ofDays(13))).size());
        assertEquals(2, certificates.ending(end.plus(Duration.ofDays(400))).size());
    }

    /** Of 12 hours the last three. */
    @Test
    void aShortOneEndsInItsLastQuarter() {
        Instant now = Instant.parse("2026-12-01T00:00:00Z");
        LoadedCertificate brief = new LoadedCertificate(files, List.of(), null, Set.of(), now,
                now.plus(Duration.ofHours(12)));
        assertFalse(brief.isEnding(now.plus(Duration.ofHours(9))));
        assertTrue(brief.isEnding(now.plus(Duration.ofHours(9)).plusSeconds(1)));
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() {
        Path missing = live.resolve("missing");
        IOException said = assertThrows(IOException.class, () -> new Certificates(files, Optional.of(missing)));
        assertTrue(said.getMessage().contains(missing.toString()), said.getMessage());
    }
}
