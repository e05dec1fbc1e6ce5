package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import jakarta.json.JsonObject;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An application outside the server hands its mail to the queue, and hears what becomes of it. */
final class MaildropQueueIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String U2 = "u2@mercury.test";
    private static final int BULK = 200;

    private static int port;
    private static MercuryServer server;
    private static Sink sink;

    private final String token = Mail.token().substring(0, 8);
    private final String app = Jms.account(server, "app-" + token);

    @BeforeAll
    static void start() {
        port = FreePorts.take();
        server = MercuryServer.fresh("maildrop-queue", Map.of("MERCURY_BROKER_LISTEN", "127.0.0.1:" + port,
                "MERCURY_RETRY_EXPIRE", "1h"));
        sink = new Sink(server.ports().sink());
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        sink.close();
    }

    @Test
    void onlyAnOpenAccountWithTheRightLogsIn() {
        login().close();
        assertThrows(JMSSecurityRuntimeException.class, () -> Jms.login(port, app, "wrong").close());
        assertThrows(JMSSecurityRuntimeException.class, () -> Jms.login(port, "", "").close());
        String plain = Jms.account(server, "plain-" + token, "");
        assertThrows(JMSSecurityRuntimeException.class, () -> Jms.login(port, plain, Jms.PASSWORD).close(),
                "an account without the right");
        try (Jms live = login()) {
            live.send(live.mail(app, U2));
            Rest.of(server, "admin@mercury.test").patch("accounts/" + app, "{\"active\":false}");
            Await.until("nobody to get in by the closed account", SOON, () -> {
                try {
                    login().close();
                    return false;
                } catch (JMSSecurityRuntimeException refused) {
                    return true;
                }
            });
            Await.until("the closed account's connection to be useless", SOON, () -> {
                try {
                    live.send(live.mail(app, U2));
                    return false;
                } catch (JMSRuntimeException refused) {
                    return true;
                }
            });
        }
    }

    @Test
    void bytesAndTextAreMailedAsTheyAre() throws Exception {
        byte[] whole = Mail.of(app, U2, "octets", "caf\u00e9\r\n.\r\nno end");
        String text = "From: " + app + "\nTo: " + U2 + "\nBcc: u3@mercury.test\nDate: Tue, 24 Nov 2026 10:00:00 +0100\n"
                + "Message-ID: <t@client.test>\nSubject: =?utf-8?q?=C3=89t=C3=A9?=\n\nd\u00e9j\u00e0\n";
        try (Jms jms = login(); Inbox inbox = Inbox.of(server, U2); Inbox bcc = Inbox.of(server, "u3@mercury.test")) {
            BytesMessage bytes = jms.context().createBytesMessage();
            bytes.writeBytes(whole);
            jms.send(bytes);
            Mail.assertSame(whole, inbox.await(SOON));
            jms.send(jms.context().createTextMessage(text));
            byte[] expected = text.replace("Bcc: u3@mercury.test\n", "").replace("\n", "\r\n")
                    .getBytes(StandardCharsets.UTF_8);
            Mail.assertSame(expected, inbox.await(SOON));
            Mail.assertSame(expected, bcc.await(SOON));
        }
    }

    @Test
    void aMapIsWrittenAsAMail() throws Exception {
        try (Jms jms = login(); Inbox inbox = Inbox.of(server, U2); Inbox bcc = Inbox.of(server, "u4@mercury.test")) {
            MapMessage map = jms.context().createMapMessage();
            map.setString("from", "B\u00e9r\u00e9nice <" + app + ">");
            map.setString("to", "\u00c9t\u00e9 <" + U2 + ">, x-" + token + "@away.test");
            map.setString("cc", "u3@mercury.test");
            map.setString("bcc", "u4@mercury.test");
            map.setString("subject", "Commande n\u00b0 17 \u2013 \u00e0 livrer");
            map.setString("text", "Bonjour \u20ac\n");
            map.setString("html", "<p>Bonjour \u20ac</p>");
            jms.send(map);
            MimeMessage mail = new MimeMessage(Session.getInstance(new Properties()),
                    new ByteArrayInputStream(inbox.await(SOON)));
            bcc.await(SOON);
            assertEquals("Commande n\u00b0 17 \u2013 \u00e0 livrer", mail.getSubject());
            assertEquals("B\u00e9r\u00e9nice", ((jakarta.mail.internet.InternetAddress) mail.getFrom()[0]).getPersonal());
            assertEquals(2, mail.getRecipients(jakarta.mail.Message.RecipientType.TO).length);
            assertNull(mail.getHeader("Bcc"));
            MimeMultipart parts = (MimeMultipart) mail.getContent();
            assertEquals("Bonjour \u20ac\n", parts.getBodyPart(0).getContent().toString().replace("\r\n", "\n"));
            assertEquals("<p>Bonjour \u20ac</p>", parts.getBodyPart(1).getContent().toString().strip());
            sink.await("x-" + token + "@away.test", SOON);
        }
    }

    @Test
    void theSameKeyIsMailedOnceAndAnsweredTheSameId() throws Exception {
        try (Jms jms = login(); Inbox inbox = Inbox.of(server, "u5@mercury.test")) {
            TemporaryQueue queue = jms.context().createTemporaryQueue();
            Jms.Answers answers = jms.answers(queue);
            for (String correlation : List.of("first", "second")) {
                TextMessage mail = jms.mail(app, "u5@mercury.test");
                mail.setStringProperty("mercury_key", "order-17");
                jms.send(mail, queue, correlation);
            }
            String id = answers.next().getString("id"); // of either, they are taken side by side
            assertEquals(id, answers.next().getString("id"));
            inbox.only();
        }
    }

    /** First whether each is taken, then what became of each that was to be sent on, and how many are still waited for. */
    @Test
    void theOutcomeOfEachRecipientIsAnswered() throws Exception {
        String good = "good-" + token + "@away.test";
        String bad = "bad-" + token + "@away.test";
        String late = "late-" + token + "@away.test";
        sink.always(bad, Sink.Manners.REFUSE);
        sink.answer(late, Sink.Manners.DEFER);
        try (Jms jms = login()) {
            TemporaryQueue queue = jms.context().createTemporaryQueue();
            Jms.Answers answers = jms.answers(queue);
            jms.send(jms.mail(app, U2, "nobody@mercury.test", good, bad, late), queue, "c-" + token);
            JsonObject first = answers.next("c-" + token);
            assertEquals("accepted", first.getString("state"));
            assertEquals(List.of(U2 + " accepted", "nobody@mercury.test refused 550 5.1.1 No such user here",
                    good + " accepted", bad + " accepted", late + " accepted"), Jms.recipients(first));
            assertEquals(3, first.getInt("waiting"));
            for (String expected : List.of(good + " delivered 250 2.0.0 taken",
                    bad + " failed 550 5.1.1 no such user here", late + " delivered 250 2.0.0 taken")) {
                JsonObject next = answers.next("c-" + token);
                assertEquals(first.getString("id"), next.getString("id"));
                assertEquals(List.of(expected), Jms.recipients(next));
                assertEquals(expected.split(" ")[1], next.getString("state"));
            }
            assertTrue(answers.isEmpty());
        }
    }

    @Test
    void aCancelledRecipientIsAnsweredToo() throws Exception {
        String held = "held-" + token + "@away.test";
        sink.always(held, Sink.Manners.DEFER);
        Rest admin = Rest.of(server, "admin@mercury.test");
        try (Jms jms = login()) {
            TemporaryQueue queue = jms.context().createTemporaryQueue();
            Jms.Answers answers = jms.answers(queue);
            jms.send(jms.mail(app, held), queue, "c");
            String id = answers.next("c").getString("id");
            Await.until("it to be taken out of the queue", SOON, () -> admin.delete("queue/" + id).status() == 200);
            JsonObject last = answers.next("c");
            assertEquals(List.of(held + " cancelled"), Jms.recipients(last));
            assertEquals(0, last.getInt("waiting"));
        }
    }

    /** A temporary queue ends with its connection; the account's own keeps answers until somebody comes for them. */
    @Test
    void anApplicationThatWasAwayFindsItsAnswers() throws Exception {
        String away = "away-" + token + "@away.test";
        sink.answer(away, Sink.Manners.DEFER, Sink.Manners.DEFER);
        try (Jms jms = login()) {
            jms.send(jms.mail(app, away), jms.context().createQueue("answers." + app), "kept");
        }
        sink.await(away, SOON);
        try (Jms jms = login()) {
            Jms.Answers answers = jms.answers(jms.context().createQueue("answers." + app));
            assertEquals("accepted", answers.next("kept").getString("state"));
            assertEquals(List.of(away + " delivered 250 2.0.0 taken"), Jms.recipients(answers.next("kept")));
        }
    }

    @Test
    void anAnswerThatNobodyCanTakeIsDropped() throws Exception {
        String away = "gone-" + token + "@away.test";
        sink.answer(away, Sink.Manners.DEFER);
        String queue;
        try (Jms jms = login()) {
            TemporaryQueue temporary = jms.context().createTemporaryQueue();
            queue = temporary.getQueueName();
            jms.send(jms.mail(app, away), temporary, "c");
            jms.answers(temporary).next("c");
        }
        sink.await(away, SOON);
        Await.until("a line in the log", SOON, () -> server.log().lines()
                .anyMatch(line -> line.contains("event=maildrop-answer-dropped") && line.contains(queue)));
    }

    @Test
    void whatCanNeverBeMailedGoesToTheFailedWithItsReason() throws Exception {
        try (Jms jms = login(); Jms admin = Jms.login(port, "admin@mercury.test", "secret")) {
            JMSConsumer failed = admin.context().createConsumer(admin.context().createQueue("mercury.maildrop.failed"));
            TemporaryQueue queue = jms.context().createTemporaryQueue();
            Jms.Answers answers = jms.answers(queue);
            TextMessage noMail = jms.context().createTextMessage("no mail at all");
            noMail.setStringProperty("mine", "kept");
            jms.send(noMail, queue, "1");
            assertEquals("The message does not begin with a header", reason(failed, "no mail at all", "kept"));
            assertEquals("The message does not begin with a header", answers.next("1").getString("reason"));
            jms.send(jms.mail("u1@mercury.test", U2), queue, "2");
            assertTrue(reason(failed, null, null).contains("550 5.7.1"), "a sender that is not the account's");
            assertEquals(List.of(U2 + " refused"), Jms.recipients(answers.next("2")).stream()
                    .map(line -> line.replaceAll(" 550.*", "")).toList());
            MapMessage map = jms.context().createMapMessage();
            map.setString("from", app);
            map.setString("to", U2);
            jms.send(map, queue, "3");
            assertEquals("The map has neither 'text' nor 'html'", reason(failed, null, null));
            jms.send(jms.context().createMessage(), queue, "4");
            assertEquals("It is neither a BytesMessage nor a TextMessage nor a MapMessage", reason(failed, null, null));
        }
    }

    private String reason(JMSConsumer failed, String text, String mine) throws JMSException {
        Message message = failed.receive(SOON.toMillis());
        assertNotNull(message, "a failed message");
        assertEquals(app, message.getStringProperty("mercury_user"));
        if (text != null) {
            assertEquals(text, ((TextMessage) message).getText());
            assertEquals(mine, message.getStringProperty("mine"));
        }
        return message.getStringProperty("mercury_reason");
    }

    @Test
    void nobodyReadsWhatIsNotHis() {
        String other = Jms.account(server, "other-" + token);
        try (Jms jms = login()) {
            JMSContext context = jms.context();
            for (String queue : List.of("mercury.maildrop", "mercury.maildrop.failed", "mercury.outbound",
                    "answers." + other, "answers.container", "answers.#", "activemq.management")) {
                assertThrows(JMSRuntimeException.class, () -> context.createConsumer(context.createQueue(queue)), queue);
                assertThrows(Exception.class, () -> context.createBrowser(context.createQueue(queue)).getEnumeration(),
                        queue);
            }
            for (String queue : List.of("mercury.maildrop.failed", "mercury.outbound", "answers." + other,
                    "activemq.management", "new")) {
                assertThrows(JMSRuntimeException.class, () -> context.createProducer()
                        .send(context.createQueue(queue), "x"), queue);
            }
        }
    }

    /** Mercury itself may write everywhere; for a client it writes only where the client may read. */
    @Test
    void answersGoNowhereElse() throws Exception {
        String other = Jms.account(server, "victim-" + token);
        try (Jms jms = login(); Jms victim = Jms.login(port, other, Jms.PASSWORD);
                Jms admin = Jms.login(port, "admin@mercury.test", "secret"); Inbox inbox = Inbox.of(server, "u6@mercury.test")) {
            Jms.Answers theirs = victim.answers(victim.context().createQueue("answers." + other));
            for (String queue : List.of("mercury.maildrop.failed", "mercury.outbound", "activemq.management",
                    "answers." + other, "x::mercury.maildrop")) {
                jms.send(jms.mail(app, "u6@mercury.test"),
                        org.apache.activemq.artemis.api.jms.ActiveMQJMSClient.createQueue(queue), "c");
                inbox.await(SOON);
            }
            TemporaryQueue own = jms.context().createTemporaryQueue();
            jms.send(jms.mail(app, "u6@mercury.test"), own, "last");
            jms.answers(own).next("last");
            assertTrue(theirs.isEmpty(), "nothing in another's queue");
            Queue failed = admin.context().createQueue("mercury.maildrop.failed");
            while (admin.context().createBrowser(failed).getEnumeration().hasMoreElements()) {
                Message message = admin.context().createConsumer(failed).receive(SOON.toMillis());
                assertNotNull(message.getStringProperty("mercury_reason"), "a failed mail and no answer");
            }
        }
    }

    /** Bulk fills all lanes to a next hop that hangs; what is urgent comes next when it speaks again. */
    @Test
    void anUrgentMessageLeavesBeforeTheBulkThatWaits() throws Exception {
        String urgent = "urgent-" + token + "@slow.test";
        Rest admin = Rest.of(server, "admin@mercury.test");
        sink.fallSilent();
        try (Jms jms = login()) {
            for (int i = 0; i < BULK; i++) {
                jms.send(jms.mail(app, "bulk" + i + "-" + token + "@slow.test"));
            }
            awaitQueued(admin, BULK);
            jms.context().createProducer().setPriority(9).send(jms.context().createQueue(Jms.MAILDROP),
                    jms.mail(app, urgent));
            awaitQueued(admin, BULK + 1);
        } finally {
            sink.speak();
        }
        sink.await(urgent, SOON);
        Await.until("all to be sent", SOON, () -> taken().size() == BULK + 1);
        int place = taken().indexOf(urgent);
        System.out.println("the urgent one left as number " + (place + 1) + " of " + (BULK + 1));
        // before it are the 32 attempts that hung in the silent hop, and what their threads had in hand
        assertTrue(place < BULK / 2, "number " + place + " in " + taken());
    }

    private List<String> taken() {
        return sink.taken().stream().flatMap(mail -> mail.recipients().stream())
                .filter(to -> to.endsWith("-" + token + "@slow.test")).toList();
    }

    private void awaitQueued(Rest admin, int many) {
        Await.until(many + " in the queue", SOON, () -> admin.get("queue?limit=500&q=-" + token + "@slow.test").json()
                .getJsonArray("items").size() == many);
    }

    private Jms login() {
        return Jms.login(port, app, Jms.PASSWORD);
    }
}
