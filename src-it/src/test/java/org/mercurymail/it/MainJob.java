package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The main job in three checks, for every server that Mercury is deployed on. */
final class MainJob {

    private static final String U1 = "u1@mercury.test";
    private static final String U2 = "u2@mercury.test";

    private MainJob() {
    }

    /** In the mailbox when 250 is said, and the same octets by IMAP and POP3. */
    static void localMail(ServerPorts ports) {
        byte[] message = Mail.of(U1, U2, "main job", "caf\u00e9\r\n.\r\nend\r\n");
        try (Imap imap = Imap.login(ports.imap(), U2); Smtp smtp = Smtp.submission(ports.submission(), U1)) {
            long uid = imap.uidNext("INBOX");
            assertEquals(250, smtp.deliver(U1, message, U2).code());
            imap.ok("SELECT INBOX");
            byte[] fetched = imap.body(uid);
            Mail.assertSame(message, fetched);
            try (Pop3 pop3 = Pop3.login(ports.pop3(), U2)) {
                assertArrayEquals(fetched, pop3.retr(pop3.count()));
            }
        }
    }

    /** Stored, dispatched over JMS, delivered by the outbound connection to a second server. */
    static void foreignMail(ServerPorts ports) {
        String away = Mail.token() + "@away.test";
        byte[] message = Mail.of(U1, away, "main job", "hello\r\n");
        try (Sink sink = new Sink(ports.sink()); Smtp smtp = Smtp.submission(ports.submission(), U1)) {
            assertEquals(250, smtp.deliver(U1, message, away).code());
            Mail.assertSame(message, sink.await(away, Duration.ofSeconds(20)).message());
            assertEquals(1, sink.count(away));
        }
    }

    static void restStatus(ServerPorts ports) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.http() + "/api/v1/status"))
                .header("Authorization", "Basic " + Smtp.base64("admin@mercury.test:secret"))
                .timeout(Duration.ofSeconds(30)).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
    }
}
