package org.mercurymail.pop3;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

final class Pop3ParserTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "USER jean|User[name=jean]",
        "user jean@firm.test|User[name=jean@firm.test]",
        "USER é|User[name=é]",
        "USER a b|! wrong number of arguments",
        "PASS a b  c |Pass",
        "PASS|! PASS takes a password",
        "AUTH PLAIN|Auth[PLAIN]",
        "AUTH PLAIN AGEAYg==|Auth[PLAIN]",
        "AUTH|! wrong number of arguments",
        "LIST|Listing[verb=LIST, message=OptionalInt.empty]",
        "list 3|Listing[verb=LIST, message=OptionalInt[3]]",
        "UIDL 3|Listing[verb=UIDL, message=OptionalInt[3]]",
        "LIST 0|! not a message number",
        "LIST -1|! not a message number",
        "LIST 1 2|! wrong number of arguments",
        "TOP 1 0|Top[message=1, lines=0]",
        "TOP 1 x|! not a message number",
        "TOP 1|! wrong number of arguments",
        "RETR 12|OnMessage[verb=RETR, message=12]",
        "RETR 1234567890|! not a message number",
        "DELE 1|OnMessage[verb=DELE, message=1]",
        "NOOP|Plain[verb=NOOP]",
        "NOOP |Plain[verb=NOOP]",
        "QUIT now|! wrong number of arguments",
        "APOP jean x|! unknown command",
        "''|! unknown command",
        " NOOP|! unknown command",
        "NOOP\t|! control character",
    })
    void lines(String line, String expected) {
        assertEquals(expected, text(Pop3Parser.parse(line.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void tooLong() {
        assertEquals("! line too long", text(Pop3Parser.parse(new byte[Pop3Parser.MAX_LINE + 1])));
    }

    @Test
    void secretsAreNotShown() {
        assertNotEquals(-1, new Pop3Command.Pass("secret").secret().indexOf("secret"));
        assertEquals(-1, new Pop3Command.Pass("secret").toString().indexOf("secret"));
    }

    @Test
    void anythingIsACommandOrAnError() {
        Random random = new Random(1939);
        for (int i = 0; i < 50_000; i++) {
            byte[] line = new byte[random.nextInt(20)];
            random.nextBytes(line);
            if (random.nextBoolean()) {
                byte[] verb = Pop3Verb.values()[random.nextInt(Pop3Verb.values().length)].name().getBytes();
                System.arraycopy(verb, 0, line, 0, Math.min(verb.length, line.length));
            }
            Pop3Parser.Parsed parsed = Pop3Parser.parse(line);
            assertEquals(parsed.command().isEmpty(), !parsed.error().isEmpty());
        }
    }

    private static String text(Pop3Parser.Parsed parsed) {
        return parsed.command().map(Object::toString).orElse("! " + parsed.error());
    }
}
