package org.mercurymail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient.Notify;

class SmtpParserTest {

    private static SmtpLine parse(String line) {
        return SmtpParser.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "MAIL FROM:<a@b.test>                    | a@b.test",
        "mail from:<a@b.test>                    | a@b.test",
        "MAIL FROM: <a@b.test>                   | a@b.test",
        "MAIL FROM:a@b.test                      | a@b.test",
        "MAIL FROM:<@x.test,@y.test:a@b.test>    | a@b.test",
        "MAIL FROM:<\"a b\"@b.test> SIZE=1       | \"a b\"@b.test",
        "MAIL FROM:<\"a>b\"@b.test>              | \"a>b\"@b.test",
        "MAIL FROM:<\"a\\\"b\"@b.test>           | \"a\\\"b\"@b.test",
        "MAIL FROM:<\"ab\"@b.test>               | ab@b.test",
        "MAIL FROM:<a@[192.0.2.1]>               | a@[192.0.2.1]",
        "MAIL FROM:<a@[IPv6:2001:db8::1]>        | a@[ipv6:2001:db8::1]",
        "MAIL FROM:<Über@B.test> SMTPUTF8        | Über@b.test",
        "MAIL FROM:<a@bücher.test> SMTPUTF8      | a@xn--bcher-kva.test",
        "MAIL FROM:<> RET=FULL                   | ",
    })
    void readsTheSender(String line, String sender) {
        SmtpCommand.Mail mail = assertInstanceOf(SmtpCommand.Mail.class, parse(line));
        assertEquals(Optional.ofNullable(sender), mail.envelope().sender().map(Object::toString));
    }

    @Test
    void readsTheParametersOfMail() {
        SmtpCommand.Mail mail = (SmtpCommand.Mail) parse(
                "MAIL FROM:<a@b.test> size=12 BODY=binarymime SMTPUTF8 RET=hdrs ENVID=x+2By AUTH=<>");
        assertEquals(12, mail.size());
        assertEquals(Envelope.Encoding.BINARYMIME, mail.envelope().encoding());
        assertTrue(mail.envelope().smtpUtf8());
        assertEquals(Envelope.Ret.HDRS, mail.envelope().ret());
        assertEquals(Optional.of("x+2By"), mail.envelope().envid());
    }

    @Test
    void readsTheParametersOfRcpt() {
        SmtpCommand.Rcpt rcpt = (SmtpCommand.Rcpt) parse(
                "RCPT TO:<a@b.test> NOTIFY=success,Delay ORCPT=utf-8;jörg@b.test");
        assertEquals(Set.of(Notify.SUCCESS, Notify.DELAY), rcpt.notifyOn());
        assertEquals(Optional.of("utf-8;jörg@b.test"), rcpt.original());
        assertTrue(((SmtpCommand.Rcpt) parse("RCPT TO:<postMASTER>")).address().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "                                      | 500 5.5.2",
        "EHLO                                  | 501 5.5.4",
        "MAILFROM:<a@b.test>                   | 500 5.5.2",
        "MAIL FROM                             | 501 5.5.4",
        "MAIL TO:<a@b.test>                    | 501 5.5.4",
        "MAIL FROM:<a@b.test>SIZE=1            | 501 5.5.4",
        "MAIL FROM:<\"a@b.test>                | 501 5.5.4",
        "MAIL FROM:<a@b@c.test>                | 501 5.1.7",
        "MAIL FROM:<.a@b.test>                 | 501 5.1.7",
        "MAIL FROM:<a..a@b.test>               | 501 5.1.7",
        "MAIL FROM:<a@b.test.>                 | 501 5.1.7",
        "MAIL FROM:<a@[300.1.1.1]>             | 501 5.1.7",
        "MAIL FROM:<a@>                        | 501 5.1.7",
        "MAIL FROM:<@b.test>                   | 501 5.1.7",
        "MAIL FROM:<a@b.test> SIZE             | 501 5.5.4",
        "MAIL FROM:<a@b.test> SIZE=            | 501 5.5.4",
        "MAIL FROM:<a@b.test> SIZE=-1          | 501 5.5.4",
        "MAIL FROM:<a@b.test> SIZE=1 SIZE=1    | 501 5.5.4",
        "MAIL FROM:<a@b.test> BODY=9BIT        | 501 5.5.4",
        "MAIL FROM:<a@b.test> ENVID=a b=c      | 555 5.5.4",
        "MAIL FROM:<a@b.test> AUTH=+0          | 501 5.5.4",
        "MAIL FROM:<a@b.test> =1               | 501 5.5.4",
        "MAIL FROM:<a@b.test> HOLDFOR=1x       | 501 5.5.4",
        "MAIL FROM:<a@b.test> HOLDUNTIL=now    | 501 5.5.4",
        "MAIL FROM:<a@b.test> MT-PRIORITY=-0   | 501 5.5.4",
        "MAIL FROM:<a@b.test> BY=1;R;T         | 501 5.5.4",
        "MAIL FROM:<a@b.test> REQUIRETLS=      | 501 5.5.4",
        "MAIL FROM:<a@b.test> HOLD=1           | 555 5.5.4",
        "RCPT TO:<a@b.test> NOTIFY=NEVER,DELAY | 501 5.5.4",
        "RCPT TO:<a@b.test> NOTIFY=SUCCESS,    | 501 5.5.4",
        "RCPT TO:<a@b.test> ORCPT=;x           | 501 5.5.4",
        "RCPT TO:<a@b.test> ORCPT=rfc822;a=b   | 501 5.5.4",
        "RCPT TO:<a@b.test> RET=FULL           | 555 5.5.4",
        "RCPT TO:a                             | 501 5.1.3",
        "BDAT                                  | 501 5.5.4",
        "BDAT 1 FIRST                          | 501 5.5.4",
        "BDAT 1 LAST x                         | 501 5.5.4",
        "BDAT 1234567890123456789              | 501 5.5.4",
        "DATA x                                | 501 5.5.4",
        "AUTH                                  | 501 5.5.4",
        "AUTH PL(AIN                           | 501 5.5.4",
    })
    void saysWhatIsWrong(String line, String reply) {
        SmtpLine.Malformed malformed = assertInstanceOf(SmtpLine.Malformed.class, parse(line == null ? "" : line));
        assertTrue(malformed.reply().status().toString().startsWith(reply), malformed.reply().status().toString());
        assertEquals(line != null && line.startsWith("BDAT"), malformed.lost());
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP \u0001", "NOOP \t", "NOOP \u007f", "NOOP \r", "NO\0OP"})
    void refusesControlCharacters(String line) {
        assertInstanceOf(SmtpLine.Malformed.class, parse(line));
    }

    @Test
    void aNameIsMadeFitForAReceivedField() {
        SmtpCommand.Hello hello = (SmtpCommand.Hello) parse("EHLO my (printer); by evil");
        assertEquals("my??printer???by?evil", hello.name());
        assertEquals("[127.0.0.1]", ((SmtpCommand.Hello) parse("EHLO [127.0.0.1]")).name());
    }

    @Test
    void neverShowsASecret() {
        assertFalse(parse("AUTH PLAIN AHUxAHNlY3JldA==").toString().contains("AHUx"));
    }

    @Test
    void everyVerbHasARowWithItsRfc() {
        for (SmtpVerb verb : SmtpVerb.values()) {
            assertTrue(verb == SmtpVerb.XCLIENT || verb.rfc().matches("RFC \\d{4} §\\d.*"), verb.name());
            assertEquals(Optional.of(verb), SmtpVerb.named(verb.name().toLowerCase()));
        }
    }

    @Test
    void neverThrows() {
        Random random = new Random(5321);
        String[] words = {"MAIL", "RCPT", "FROM:", "TO:", "<", ">", "@", "a", "b.test", "\"", "\\", " ", "SIZE=", "=",
            "NOTIFY=", "ORCPT=", ";", ",", "BDAT", "LAST", "9", "+", "[", "]", "é", "\ud800", "SMTPUTF8", ":", "."};
        for (int i = 0; i < 50_000; i++) {
            StringBuilder line = new StringBuilder(random.nextBoolean() ? "MAIL FROM:<" : "RCPT TO:<");
            for (int n = random.nextInt(12); n > 0; n--) {
                line.append(words[random.nextInt(words.length)]);
            }
            parse(line.toString());
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            SmtpParser.parse(noise);
            SmtpParser.isHttp(noise);
        }
    }
}
