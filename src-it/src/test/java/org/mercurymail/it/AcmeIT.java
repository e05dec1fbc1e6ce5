package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Certificates from an authority, Let's Encrypt's own test server: asked for, used, renewed, refused. */
final class AcmeIT {

    private static final String OURS = "mx.mercury.test";
    private static final String LOST = "mail.nowhere.test"; // DNS does not know it
    private static final String ISSUER = "Pebble";
    private static final int SECONDS = 30;

    private final ServerPorts ports = ServerPorts.free();

    @Test
    void fromTheFirstOrderToTheRenewal() throws Exception {
        try (NameServer names = new NameServer();
                Pebble pebble = new Pebble(MercuryServer.TARGET.resolve("pebble"), FreePorts.take(), ports.http(),
                        names.port());
                MercuryServer server = MercuryServer.fresh("acme", ports, Map.of(
                        "MERCURY_ACME_DIRECTORY", pebble.directory(), "MERCURY_ACME_AGREE", "true",
                        "MERCURY_ACME_NAMES", LOST, "MERCURY_ACME_CONTACT", "postmaster@mercury.test",
                        "MERCURY_ACME_AUTHORITIES", pebble.authorities().toString()))) {
            names.address(OURS, "127.0.0.1");
            server.start(); // with nobody there to ask
            Rest rest = Rest.of(server, "admin@mercury.test");
            JsonObject away = Await.value("an attempt in vain", Duration.ofSeconds(60), () ->
                    java.util.Optional.of(certificate(rest, OURS)).filter(shown -> shown.getInt("failures") == 1));
            assertTrue(away.getString("error").contains("Connect"), away.toString());
            assertFalse(away.containsKey("notAfter"), away.toString());
            assertTrue(Instant.parse(away.getString("due")).isAfter(Instant.now().plusSeconds(120)), away.toString());
            assertFalse(smtp(OURS).getIssuerX500Principal().getName().contains(ISSUER));

            pebble.start(SECONDS, Map.of());
            assertEquals(204, rest.post("certificates/" + OURS + "/renew", "{}").status());
            JsonObject got = Await.value(() -> "a certificate: " + certificate(rest, OURS) + pebble.log(),
                    Duration.ofSeconds(120), () -> java.util.Optional.of(certificate(rest, OURS))
                            .filter(shown -> shown.containsKey("notAfter")));
            assertEquals(0, got.getInt("failures"), got.toString());
            assertEquals("", got.getString("error"));
            assertTrue(got.getString("issuer").contains(ISSUER), got.toString());
            Await.until("SMTP has it", Duration.ofSeconds(60), () -> isFromPebble(smtp(OURS)));
            assertTrue(isFromPebble(smtp("127.0.0.1")), "who names nobody gets it too");
            Await.until("IMAP has it", Duration.ofSeconds(60), () -> isFromPebble(imap(OURS)));
            X509Certificate first = smtp(OURS);
            Path file = server.data().resolve("acme/" + OURS + ".pem");
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));

            assertEquals(204, rest.post("certificates/" + LOST + "/renew", "{}").status());
            JsonObject refused = Await.value("the authority's refusal", Duration.ofSeconds(120), () ->
                    java.util.Optional.of(certificate(rest, LOST)).filter(shown -> shown.getInt("failures") > 1));
            assertTrue(refused.getString("error").contains(LOST), refused.toString());
            assertTrue(Instant.parse(refused.getString("due")).isAfter(Instant.now().plusSeconds(120)),
                    "it is not asked again at once: " + refused);

            Await.until("the next one, before the first ends", Duration.ofSeconds(SECONDS + 60), () ->
                    !smtp(OURS).getSerialNumber().equals(first.getSerialNumber()));
            assertTrue(isFromPebble(smtp(OURS)));
            assertEquals(404, rest.post("certificates/other.test/renew", "{}").status());
            assertEquals(403, Rest.of(server, "u1@mercury.test").get("certificates").status());

            pebble.close();
            server.killAll();
            server.start();
            assertTrue(isFromPebble(smtp(OURS)), "what there is serves from the start");
            assertFalse(server.log().contains("PRIVATE KEY"));
        }
    }

    private static JsonObject certificate(Rest rest, String name) {
        return rest.get("certificates").json().getJsonArray("items").getValuesAs(JsonObject.class).stream()
                .filter(shown -> shown.getString("name").equals(name)).findFirst()
                .orElse(jakarta.json.Json.createObjectBuilder().add("failures", 0).build());
    }

    private static boolean isFromPebble(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().getName().contains(ISSUER);
    }

    private X509Certificate smtp(String name) {
        try (Smtp smtp = Smtp.connect(ports.mx())) {
            smtp.ehlo();
            smtp.expect(220, "STARTTLS");
            smtp.line().startTls(name);
            return smtp.line().certificate();
        }
    }

    private X509Certificate imap(String name) {
        try (Imap imap = Imap.connect(ports.imap())) {
            imap.ok("STARTTLS");
            imap.line().startTls(name);
            return imap.line().certificate();
        }
    }
}
