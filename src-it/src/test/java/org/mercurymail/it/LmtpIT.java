package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** LMTP (RFC 2033): LHLO, one reply for each recipient after the message. */
final class LmtpIT {

    private final MercuryServer server = MercuryServer.shared();
    private final int port = server.ports().lmtp();

    @Test
    void oneReplyForEachRecipient() {
        byte[] message = Mail.of("a@away.test", "u6@mercury.test", "lmtp", ".\r\ncaf\u00e9\r\n");
        try (Inbox u6 = Inbox.of(server, "u6@mercury.test"); Inbox u7 = Inbox.of(server, "u7@mercury.test");
                Smtp lmtp = Smtp.connect(port)) {
            assertEquals(250, lmtp.lhlo().code());
            lmtp.expect(250, "MAIL FROM:<a@away.test>");
            lmtp.expect(250, "RCPT TO:<u6@mercury.test>");
            assertEquals(550, lmtp.send("RCPT TO:<nobody@mercury.test>").code());
            lmtp.expect(250, "RCPT TO:<u7@mercury.test>");
            assertEquals(250, lmtp.data(message).code());
            assertEquals(250, lmtp.reply().code(), "the second recipient's reply");
            assertEquals(250, lmtp.send("NOOP").code(), "and no third");
            Mail.assertSame(message, u6.only());
            Mail.assertSame(message, u7.only());
        }
    }

    /** RFC 2033 §4.1: HELO and EHLO are no commands of LMTP. */
    @Test
    void ehloIsRefused() {
        try (Smtp lmtp = Smtp.connect(port)) {
            assertEquals(500, lmtp.send("EHLO client.test").code());
            assertEquals(250, lmtp.lhlo().code());
        }
    }

    @Test
    void noRecipientsNoMessage() {
        try (Smtp lmtp = Smtp.connect(port)) {
            lmtp.lhlo();
            lmtp.expect(250, "MAIL FROM:<a@away.test>");
            assertEquals(503, lmtp.send("DATA").code());
        }
    }
}
