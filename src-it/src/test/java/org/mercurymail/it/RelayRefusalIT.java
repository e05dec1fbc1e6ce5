package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody relays without AUTH, on no port, by no trick: open-relay probes, each on the MX port. */
final class RelayRefusalIT {

    private final MercuryServer server = MercuryServer.shared();
    private final ServerPorts ports = server.ports();

    record Probe(String mail, String rcpt) { }

    static Stream<Probe> probes() {
        String stranger = "<spam@evil.test>";
        return Stream.concat(
                Stream.of("<victim@away.test>", "<victim@AWAY.TEST>", "victim@away.test",
                        "<victim%away.test@mercury.test>", "<victim%away.test>", "<victim%away.test@127.0.0.1>",
                        "<victim%away.test@[127.0.0.1]>", "<\"victim@away.test\">",
                        "<\"victim@away.test\"@mercury.test>", "<\"victim%away.test\"@mercury.test>",
                        "<\"victim\"@away.test>", "<away.test!victim>", "<away.test!victim@mercury.test>",
                        "<mercury.test!away.test!victim@mercury.test>", "<@mercury.test:victim@away.test>",
                        "<@mercury.test,@localhost:victim@away.test>", "<@localhost:victim@away.test>",
                        "<victim@away.test@mercury.test>", "<victim@away.test.>", "<victim@[203.0.113.9]>",
                        "<victim@[IPv6:2001:db8::9]>", "<victim@mercury.test.away.test>",
                        "<victim@sub.mercury.test>", "<victim@notmercury.test>", "<victim@mercury.test%00.away.test>",
                        "<victim@mercury\u00ad.test>", "<u1+victim@away.test@mercury.test>",
                        "<victim@away.test> NOTIFY=NEVER ORCPT=rfc822;u1@mercury.test",
                        "<\"u1@mercury.test\"@away.test>", "<u1@mercury.test@away.test>").map(r -> new Probe(stranger, r)),
                Stream.of("<>", "<u1@mercury.test>", "<postmaster@mercury.test>", "<u1@localhost>", "<u1>",
                        "<u1@[127.0.0.1]>", "<victim@away.test>", "<@mercury.test:u1@mercury.test>")
                        .map(m -> new Probe(m, "<victim@away.test>")));
    }

    @ParameterizedTest
    @MethodSource("probes")
    void refused(Probe probe) {
        int before = MercuryServer.sharedSink().taken().size();
        for (String hello : new String[] {"EHLO client.test", "HELO mercury.test", "EHLO [127.0.0.1]"}) {
            try (Smtp smtp = Smtp.connect(ports.mx())) {
                smtp.send(hello);
                Smtp.Reply mail = smtp.send("MAIL FROM:" + probe.mail());
                if (mail.code() != 250) {
                    assertTrue(mail.code() / 100 >= 4, mail.toString());
                    continue;
                }
                Smtp.Reply rcpt = smtp.send("RCPT TO:" + probe.rcpt());
                assertEquals(5, rcpt.code() / 100, probe + " -> " + rcpt);
                assertTrue(smtp.send("DATA").code() >= 500, "no recipient, no DATA");
            }
        }
        assertEquals(before, MercuryServer.sharedSink().taken().size());
    }

    /** RFC 6409 §4.3: the submission port takes nothing without AUTH, not even for a local account. */
    @Test
    void submissionNeedsAuth() {
        for (String sender : new String[] {"<u1@mercury.test>", "<>", "<spam@evil.test>"}) {
            try (Smtp smtp = Smtp.connect(ports.submission())) {
                smtp.ehlo();
                assertEquals(530, smtp.send("MAIL FROM:" + sender).code());
                assertEquals(5, smtp.send("RCPT TO:<victim@away.test>").code() / 100);
                assertEquals(5, smtp.send("DATA").code() / 100);
            }
        }
    }

    /** POP before SMTP is off unless it is switched on (RelayIT): whoever reads mail opens nothing. */
    @Test
    void readingMailOpensNoPort() {
        Pop3.login(ports.pop3(), "u1@mercury.test").quit();
        Imap.login(ports.imap(), "u1@mercury.test").logout();
        try (Smtp mx = Smtp.connect(ports.mx()); Smtp submission = Smtp.connect(ports.submission())) {
            mx.ehlo();
            mx.expect(250, "MAIL FROM:<u1@mercury.test>");
            assertEquals("5.7.1", mx.expect(550, "RCPT TO:<x@away.test>").enhanced());
            submission.ehlo();
            submission.expect(530, "MAIL FROM:<u1@mercury.test>");
        }
    }

    /** LMTP is for final delivery; it never queues for another domain (RFC 2033). */
    @Test
    void lmtpDoesNotRelay() {
        try (Smtp lmtp = Smtp.connect(ports.lmtp())) {
            lmtp.lhlo();
            assertEquals(250, lmtp.send("MAIL FROM:<spam@evil.test>").code());
            assertEquals(5, lmtp.send("RCPT TO:<victim@away.test>").code() / 100);
        }
    }

    @Test
    void verifyAndExpandTellNothing() {
        try (Smtp smtp = Smtp.connect(ports.mx())) {
            smtp.ehlo();
            assertEquals(smtp.send("VRFY u1@mercury.test").toString(), smtp.send("VRFY nobody@mercury.test").toString());
            int expand = smtp.send("EXPN u1").code();
            assertTrue(expand == 252 || expand / 100 == 5, "" + expand);
        }
    }
}
