package org.mercurymail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTakerTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "250\\r\\n                              | 250 2.0.0 ",
        "250 \\r\\n                             | 250 2.0.0 ",
        "250 ok\\r\\n                           | 250 2.0.0 ok",
        "250 2.1.5 ok\\r\\n                     | 250 2.1.5 ok",
        "550 5.1.1\\r\\n                        | 550 5.1.1 ",
        "550 4.1.1 odd\\r\\n                    | 550 5.0.0 4.1.1 odd",
        "451 4.7.1234 odd\\r\\n                 | 451 4.0.0 4.7.1234 odd",
        "421-4.7.0 one\\r\\n421 4.7.0 two\\r\\n  | 421 4.7.0 one two",
        "250-one\\r\\n250-\\r\\n250 two\\r\\n     | 250 2.0.0 one  two",
    })
    void reads(String bytes, String status) {
        byte[] octets = bytes.replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.US_ASCII);
        String wanted = status.length() == "250 2.0.0".length() ? status + " " : status;
        for (int at = 0; at < octets.length; at++) {
            ReplyTaker taker = new ReplyTaker();
            assertEquals(Optional.empty(), taker.take(ByteBuffer.wrap(octets, 0, at)));
            Optional<SmtpReply> reply = taker.take(ByteBuffer.wrap(octets, at, octets.length - at));
            assertEquals(Optional.of(wanted), reply.map(r -> r.status().toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "hello\r\n", "25\r\n", "150 x\r\n", "650 x\r\n", "250_x\r\n", "2500 x\r\n",
        "250-a\r\n251 b\r\n", "250 a\nb\r\n", "250-a\r\nb\r\n", "HTTP/1.1 400 Bad Request\r\n"})
    void breaks(String bytes) {
        ReplyTaker taker = new ReplyTaker();
        taker.take(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.US_ASCII)));
        assertTrue(taker.isBroken());
    }

    @Test
    void aHundredLinesAreLawfulAndAMegabyteIsNot() {
        ReplyTaker taker = new ReplyTaker();
        String many = "250-text\r\n".repeat(99) + "250 " + "x".repeat(5000) + "\r\n";
        assertEquals(100, taker.take(bytes(many)).orElseThrow().lines().size());
        assertFalse(taker.isBroken());
        assertTrue(taker.take(bytes(("250-" + "x".repeat(1000) + "\r\n").repeat(1000))).isEmpty());
        assertTrue(taker.isBroken());
    }

    @Test
    void neverThrows() {
        Random random = new Random(821);
        String alphabet = "25450- .\r\nx1\u00e9";
        for (int i = 0; i < 20_000; i++) {
            ReplyTaker taker = new ReplyTaker();
            StringBuilder noise = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            taker.take(bytes(noise + "\r\n")).ifPresent(reply -> reply.status().toString());
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
