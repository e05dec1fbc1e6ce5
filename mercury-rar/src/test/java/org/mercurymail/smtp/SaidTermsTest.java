package org.mercurymail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Terms;
import org.mercurymail.port.Body;
import org.mercurymail.port.DeliveryReport;
import org.mercurymail.port.Route;

/** What the next server hears of a message's terms, and what never leaves for it. */
class SaidTermsTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Terms HURRIED = Terms.NONE.withPriority(-3);
    private static final Terms SAFE = new Terms(Optional.empty(), Optional.empty(), true, Optional.empty());

    private final Optional<Address> sender = Optional.of(Address.of("a@b.test"));
    private String said = "";
    private String rcpt = "";
    private DeliveryReport report;

    @Test
    void saysWhatIsOffered() {
        send("MT-PRIORITY\nDELIVERBY", Route.Tls.NEVER, sender, by(90, true, true).withPriority(-3));
        assertEquals("MAIL FROM:<a@b.test> MT-PRIORITY=-3 BY=90;RT", said);
        assertTrue(report.hastens());
        send("MT-PRIORITY MIXER\nDELIVERBY 60", Route.Tls.NEVER, sender, by(-5, false, false).withPriority(0));
        assertEquals("MAIL FROM:<a@b.test> BY=-5;N", said);
    }

    @Test
    void aCourtesyIsLeftOutWhereItIsNotOffered() {
        send("DSN", Route.Tls.NEVER, sender, by(90, false, true).withPriority(9));
        assertEquals("MAIL FROM:<a@b.test>", said);
        assertEquals("RCPT TO:<u@m.test> NOTIFY=FAILURE,DELAY", rcpt, "who keeps to no time shall tell of a delay");
        assertEquals(false, report.hastens());
    }

    /** RFC 2852 §4.1.1 */
    @Test
    void whatCannotArriveInTimeIsReturned() {
        for (Terms late : List.of(by(59, true, false), by(0, true, false), by(-1, true, false))) {
            assertEquals("5.4.7", send("DELIVERBY 60", Route.Tls.NEVER, sender, late));
            assertEquals("", said);
        }
        assertEquals("5.4.7", send("DSN", Route.Tls.NEVER, sender, by(0, true, false)));
        assertEquals("5.3.3", send("DSN", Route.Tls.NEVER, sender, by(90, true, false)), "RFC 2852 §4.1.4.1");
        assertEquals("2.0.0", send("DELIVERBY 60", Route.Tls.NEVER, sender, by(60, true, false)));
        assertEquals("2.0.0", send("DELIVERBY 60", Route.Tls.NEVER, sender, by(0, false, false)));
    }

    /** RFC 8689 §4.2.1, §5 */
    @Test
    void requireTlsGoesOnlyWhereItIsKept() {
        assertEquals("2.0.0", send("REQUIRETLS", Route.Tls.IMPLICIT, sender, SAFE));
        assertEquals("MAIL FROM:<a@b.test> REQUIRETLS", said);
        assertEquals("5.7.30", send("DSN", Route.Tls.IMPLICIT, sender, SAFE));
        assertEquals("5.7.30", send("REQUIRETLS", Route.Tls.NEVER, sender, SAFE), "nobody proved anything");
        assertEquals("", said);
        assertEquals("2.0.0", send("DSN", Route.Tls.NEVER, Optional.empty(), SAFE), "a report is not lost");
        assertEquals("MAIL FROM:<>", said);
        send("REQUIRETLS", Route.Tls.NEVER, Optional.empty(), SAFE);
        assertEquals("MAIL FROM:<>", said);
        send("REQUIRETLS", Route.Tls.IMPLICIT, sender, HURRIED);
        assertEquals("MAIL FROM:<a@b.test>", said);
    }

    /** RFC 9422 §3, §4 */
    @Test
    void limitsAreReadAndSplitBy() {
        SmtpLimits limits = SmtpLimits.of("RCPTMAX=3 mailmax=7 RCPTDOMAINMAX=2 OTHER=1 RCPTMAX2=9 MAILMAX=0 RCPTMAX");
        assertEquals(new SmtpLimits(3, 7, 2), limits);
        assertEquals(new SmtpLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE), SmtpLimits.of(""));
        List<Recipient> all = Stream.of("1@a.test", "2@a.test", "3@b.test", "4@b.test", "5@a.test", "6@c.test", "7@a.test")
                .map(Address::of).map(Recipient::of).toList();
        assertEquals(List.of(all.subList(0, 3), all.subList(3, 5), all.subList(5, 7)), limits.split(all));
        assertEquals(List.of(all), SmtpLimits.of("").split(all));
        assertEquals(List.of(), limits.split(List.of()));
    }

    private static Terms by(long seconds, boolean returns, boolean trace) {
        return new Terms(Optional.empty(), Optional.empty(), false,
                Optional.of(new Terms.By(NOW.plusSeconds(seconds), returns, trace)));
    }

    /** One message to a server with these keywords; the enhanced code that it ends with. */
    private String send(String keywords, Route.Tls tls, Optional<Address> from, Terms terms) {
        SmtpDialogue dialogue = new SmtpDialogue(new Route("mx.test", "192.0.2.1", 25, false, tls, Optional.empty(),
                "me.test"), tls == Route.Tls.IMPLICIT, Clock.fixed(NOW, ZoneOffset.UTC));
        said = "";
        take(dialogue, "220 mx");
        run(dialogue);
        take(dialogue, "250-mx\r\n250-" + keywords.replace("\n", "\r\n250-") + "\r\n250 HELP");
        run(dialogue);
        said = "";
        dialogue.send(Envelope.of(from, List.of(Address.of("u@m.test"))).on(terms), Body.of(new byte[0]));
        String mail = run(dialogue);
        for (String answer = mail; !answer.isEmpty(); answer = run(dialogue)) {
            said = said.isEmpty() ? answer.replaceAll(" BODY=8BITMIME", "") : said;
            rcpt = answer.startsWith("RCPT") ? answer : rcpt;
            take(dialogue, answer.equals("DATA") ? "354 go" : "250 2.0.0 ok");
        }
        report = dialogue.report();
        return report.outcomes().get(0).status().enhanced();
    }

    private static void take(SmtpDialogue dialogue, String lines) {
        dialogue.take(ByteBuffer.wrap((lines + "\r\n").getBytes(StandardCharsets.US_ASCII)));
    }

    /** The line that the dialogue says next, empty when it rests. */
    private static String run(SmtpDialogue dialogue) {
        StringBuilder out = new StringBuilder();
        SmtpDialogue.Want want = dialogue.next();
        while (want instanceof SmtpDialogue.Write write) {
            out.append(new String(write.bytes(), StandardCharsets.US_ASCII));
            want = dialogue.next();
        }
        return out.toString().strip();
    }
}
