package org.mercurymail.rar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.resource.ResourceException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mercurymail.net.Wiretap;

/** The whole way in, from a socket to a bean, without a container. */
@Timeout(60)
class AdapterTest {

    private static final int MX = 22030;
    private static final int SUBMISSION = 22031;

    @TempDir
    static Path directory;

    private final FakeContainer container = new FakeContainer();
    private final TrialIntake bean = new TrialIntake();
    private final FakeContainer.Endpoints endpoints = new FakeContainer.Endpoints(bean);
    private final MercuryResourceAdapter adapter = new MercuryResourceAdapter();
    private final SmtpActivationSpec spec = spec();

    private static SmtpActivationSpec spec() {
        SmtpActivationSpec spec = new SmtpActivationSpec();
        spec.setListeners("mx@127.0.0.1:" + MX + ", submission@127.0.0.1:" + SUBMISSION + "/tls");
        spec.setHostname("mail.mercury.test");
        spec.setDataDirectory(directory.resolve("data").toString());
        return spec;
    }

    @BeforeEach
    void start() {
        adapter.start(container);
    }

    @AfterEach
    void stop() {
        adapter.stop();
        container.close();
        assertEquals(0, endpoints.open.get());
    }

    private static void message(Wiretap client, String to) throws IOException {
        client.send("EHLO me.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<" + to + ">\r\nDATA\r\n");
        client.reply();
        client.reply();
        client.reply();
    }

    @Test
    void takesAMessage() throws Exception {
        adapter.endpointActivation(endpoints, spec);
        try (Wiretap client = new Wiretap(MX)) {
            assertTrue(client.line().startsWith("220 mail.mercury.test ESMTP"));
            message(client, "u1@mercury.test");
            assertTrue(client.reply().startsWith("354"));
            client.send("Subject: x\r\n\r\nhello\r\n.\r\nQUIT\r\n");
            assertEquals("250 2.0.0 stored", client.reply());
            assertTrue(client.line().startsWith("221"));
        }
        assertEquals("Subject: x\r\n\r\nhello\r\n", bean.stored.element());
        assertEquals("mx", bean.clients.element().peer().listener());
    }

    @Test
    void speaksTlsFromTheFirstByteAndAfterStartTls() throws Exception {
        adapter.endpointActivation(endpoints, spec);
        try (Wiretap client = new Wiretap(SUBMISSION).secure()) {
            assertTrue(client.line().startsWith("220"));
            client.send("EHLO me.test\r\n");
            String line = client.line();
            StringBuilder all = new StringBuilder();
            while (line.startsWith("250-")) {
                all.append(line).append('\n');
                line = client.line();
            }
            assertTrue((all + line).contains("AUTH SCRAM-SHA-256-PLUS "), "secure enough for a login");
            assertTrue(!(all + line).contains("STARTTLS"));
        }
        try (Wiretap client = new Wiretap(MX)) {
            client.line();
            client.send("EHLO me.test\r\nSTARTTLS\r\nMAIL FROM:<injected@b.test>\r\n");
            client.reply();
            assertTrue(client.line().startsWith("220"));
            client.secure();
            message(client, "u1@mercury.test");
            assertTrue(client.reply().startsWith("354"));
        }
        assertTrue(bean.senders.stream().noneMatch(sender -> sender.contains("injected")));
    }

    @Test
    void aBeanThatFailsEndsTheConnectionWith421() throws Exception {
        adapter.endpointActivation(endpoints, spec);
        try (Wiretap client = new Wiretap(MX)) {
            client.line();
            client.send("EHLO me.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<boom@mercury.test>\r\n");
            client.reply();
            client.reply();
            assertTrue(client.line().startsWith("421"));
            assertEquals("<end>", client.line());
        }
    }

    @Test
    void says250OnlyWhenTheDeliveryEnded() throws Exception {
        adapter.endpointActivation(endpoints, spec);
        try (Wiretap client = new Wiretap(MX)) {
            client.line();
            message(client, "u1@mercury.test");
            client.reply();
            endpoints.failsAfter = true;
            client.send("Subject: x\r\n\r\nhello\r\n.\r\n");
            String reply = client.reply();
            assertTrue(reply.startsWith("4"), reply);
        }
    }

    @Test
    void deactivationSays421AndFreesThePorts() throws Exception {
        adapter.endpointActivation(endpoints, spec);
        try (Wiretap client = new Wiretap(MX)) {
            client.line();
            adapter.endpointDeactivation(endpoints, spec);
            assertTrue(client.line().startsWith("421 4.3.2 mail.mercury.test Service shutting down"));
            assertEquals("<end>", client.line());
        }
        assertThrows(IOException.class, () -> new Wiretap(MX).close());
        adapter.endpointActivation(endpoints, spec);
        try (Wiretap client = new Wiretap(MX)) {
            assertTrue(client.line().startsWith("220"));
        }
    }

    @Test
    void aPortInUseFailsTheActivationAndLeavesNothingOpen() throws Exception {
        adapter.endpointActivation(endpoints, spec);
        SmtpActivationSpec other = spec();
        other.setListeners("mx@127.0.0.1:22032, mx@127.0.0.1:" + MX);
        ResourceException taken = assertThrows(ResourceException.class,
                () -> adapter.endpointActivation(new FakeContainer.Endpoints(bean), other));
        assertTrue(taken.getMessage().contains("mx@127.0.0.1:" + MX), taken.getMessage());
        assertThrows(IOException.class, () -> new Wiretap(22032).close());
    }

    @Test
    void aBeanWithAContainerTransactionIsRefused() {
        endpoints.transacted = true;
        ResourceException refused = assertThrows(ResourceException.class,
                () -> adapter.endpointActivation(endpoints, spec));
        assertTrue(refused.getMessage().contains("NOT_SUPPORTED"), refused.getMessage());
    }

    @Test
    void theDoorOpensWhenTheApplicationDoes() throws Exception {
        endpoints.unavailable.set(4);
        adapter.endpointActivation(endpoints, spec);
        try (Wiretap client = new Wiretap(MX)) {
            assertTrue(client.line().startsWith("220"));
        }
    }
}
