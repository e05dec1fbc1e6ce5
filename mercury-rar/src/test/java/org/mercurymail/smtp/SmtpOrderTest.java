package org.mercurymail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.SmtpListener;
import org.mercurymail.port.Spool;
import org.mercurymail.port.Verdict;
import org.mercurymail.wire.SessionPump;
import org.mercurymail.wire.SaslRules;

/** Every verb, in every order: what it hears in each state of a session, and what each service thinks of it. */
class SmtpOrderTest {

    /** How a session gets into each state. */
    private static final List<String> WAYS = List.of("", "EHLO c\r\n", "EHLO c\r\nMAIL FROM:<a@away.test>\r\n",
            "EHLO c\r\nMAIL FROM:<a@away.test>\r\nRCPT TO:<u1@mercury.test>\r\n",
            "EHLO c\r\nMAIL FROM:<a@away.test>\r\nRCPT TO:<u1@mercury.test>\r\nBDAT 1\r\nx");

    /** The verb, what a service that is no proxy's hears when greeted, ready, after MAIL, RCPT, BDAT, turned away. */
    private static final String MX = """
            EHLO c                     | 250 250 250 250 250 503
            HELO c                     | 250 250 250 250 250 503
            LHLO c                     | 500 500 500 500 500 500
            STARTTLS                   | 503 220 503 503 503 503
            AUTH LOGIN                 | 503 334 503 503 503 503
            MAIL FROM:<a@away.test>    | 503 250 503 503 503 503
            RCPT TO:<u1@mercury.test>  | 503 503 250 250 503 503
            DATA                       | 503 503 503 354 503 503
            BDAT 0                     | 503 503 503 250 250 503
            BDAT 0 LAST                | 503 503 503 250 250 503
            RSET                       | 250 250 250 250 250 503
            VRFY u1                    | 252 252 252 252 252 503
            EXPN list                  | 502 502 502 502 502 503
            HELP                       | 214 214 214 214 214 503
            NOOP                       | 250 250 250 250 250 503
            XCLIENT ADDR=192.0.2.1     | 500 500 500 500 500 500
            TURN                       | 500 500 500 500 500 500
            QUIT                       | 221 221 221 221 221 221
            """;
    private static final String PROXY = """
            XCLIENT ADDR=192.0.2.1     | 220 220 503 503 503 503
            XCLIENT ADDR=there         | 501 501 503 503 503 503
            """;
    private static final String LMTP = """
            LHLO c                     | 250
            EHLO c                     | 500
            HELO c                     | 500
            AUTH LOGIN                 | 500
            STARTTLS                   | 503
            MAIL FROM:<a@away.test>    | 503
            """;
    /** Ready, and not logged in. */
    private static final String SUBMISSION = """
            STARTTLS                   | 220
            AUTH LOGIN                 | 334
            MAIL FROM:<a@away.test>    | 530
            RCPT TO:<u1@mercury.test>  | 530
            DATA                       | 530
            BDAT 0 LAST                | 530
            RSET                       | 250
            VRFY u1                    | 252
            NOOP                       | 250
            """;

    @TestFactory
    Stream<DynamicTest> atTheFrontDoor() {
        return table(MX, SmtpClient.Service.MX, false);
    }

    @TestFactory
    Stream<DynamicTest> fromAProxy() {
        return table(PROXY, SmtpClient.Service.MX, true);
    }

    @TestFactory
    Stream<DynamicTest> greetedByLmtp() {
        return table(LMTP, SmtpClient.Service.LMTP, false);
    }

    @Test
    void submissionWithoutALogin() {
        SUBMISSION.lines().forEach(row -> assertEquals(row.split(" \\| ")[1],
                code(SmtpClient.Service.SUBMISSION, false, "EHLO c\r\n", row.split(" +\\| ")[0], false), row));
    }

    /** The tables leave no verb out. */
    @Test
    void everyVerbIsInTheTable() {
        Set<SmtpVerb> met = EnumSet.noneOf(SmtpVerb.class);
        MX.lines().forEach(row -> SmtpVerb.named(row.split(" ")[0]).ifPresent(met::add));
        assertEquals(EnumSet.allOf(SmtpVerb.class), met);
    }

    private Stream<DynamicTest> table(String table, SmtpClient.Service service, boolean proxy) {
        return table.lines().map(row -> DynamicTest.dynamicTest(row, () -> {
            String line = row.split(" +\\| ")[0];
            List<String> wanted = Arrays.asList(row.split("\\| ")[1].split(" "));
            List<String> heard = new ArrayList<>();
            for (int state = 0; state < wanted.size(); state++) {
                boolean turnedAway = state == WAYS.size();
                heard.add(code(service, proxy, turnedAway ? "" : WAYS.get(state), line, turnedAway));
            }
            assertEquals(wanted, heard);
        }));
    }

    private static String code(SmtpClient.Service kind, boolean proxy, String way, String line, boolean turnedAway) {
        ScriptedDoor door = new ScriptedDoor();
        door.greeting = turnedAway ? Verdict.refuse(554, "5.7.1", "go away", "test") : door.greeting;
        SmtpService service = new SmtpService("mx.mercury.test", kind, 10_000, 10, true, peer -> true, SaslRules.STANDARD, Duration.ofDays(1),
                peer -> proxy, Clock.systemUTC());
        SessionPump<SmtpListener> pump = new SessionPump<SmtpListener>(new SmtpSession(service,
                SmtpTranscriptTest.peer(false), SmtpTranscriptTest.NO_WAKEUP, () -> new Spool(Path.of("target"))),
                door).open();
        pump.feed(way.getBytes(StandardCharsets.US_ASCII));
        pump.said();
        pump.feed((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return new String(pump.said(), StandardCharsets.US_ASCII).substring(0, 3);
    }
}
