package org.mercurymail.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "a@b.test                   | a       | a@b.test",
        "A.b+c@B.Test               | A.b+c   | A.b+c@b.test",
        "o'neil/x=y@b.test          | o'neil/x=y | o'neil/x=y@b.test",
        "\"a b\"@b.test             | a b     | \"a b\"@b.test",
        "\"a@b\"@b.test             | a@b     | \"a@b\"@b.test",
        "\"a\\\\b\\\"c\"@b.test     | a\\b\"c | \"a\\\\b\\\"c\"@b.test",
        "\"plain\"@b.test           | plain   | plain@b.test",
        "用户@例子.test             | 用户    | 用户@xn--fsqu00a.test",
        "a@localhost                | a       | a@localhost",
        "a@[127.0.0.1]              | a       | a@[127.0.0.1]",
        "a@[IPv6:::1]               | a       | a@[ipv6:::1]",
        "a@under_score.test         | a       | a@under_score.test",
    })
    void reads(String text, String localPart, String written) {
        Address address = Address.parse(text).orElseThrow();
        assertEquals(localPart, address.localPart());
        assertEquals(written, address.toString());
        assertEquals(Optional.of(address), Address.parse(address.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "@", "a@", "@b", "a@b@c", ".a@b", "a.@b", "a..b@c", "a b@c", "a@b c", "a@-b",
        "a@b-",
        "a@b..c", "a@.b", "a@b.", "\"a@b", "\"\"@b", "\"a\"b@c", "a\"b\"@c", "<a@b>", "a@[1.2.3]", "a@[256.1.1.1]",
        "a@[IPv6:x]", "a@[1.2.3.4", "a\r\n@b", "\"a\r\nb\"@c", "\"a\\\u0000\"@c", "a@b\r\n", "a\u0085@b", "a@b\u0000c",
        "a,b@c",
        "a@b_$.c"})
    void refuses(String text) {
        assertEquals(Optional.empty(), Address.parse(text));
    }

    @Test
    void lengthsAreBounded() {
        assertTrue(Address.parse("b".repeat(255) + "@c.test").isPresent()); // VERP and SRS need more than 64
        assertTrue(Address.parse("b".repeat(256) + "@c.test").isEmpty());
        assertTrue(Address.parse("é".repeat(128) + "@c.test").isEmpty());
        assertTrue(Domain.parse("b".repeat(63) + ".test").isPresent());
        assertTrue(Domain.parse("b".repeat(64) + ".test").isEmpty());
        assertTrue(Domain.parse("b.".repeat(127) + "cc").isEmpty());
    }

    @Test
    void equalKeysReachOneMailbox() {
        assertEquals(Address.of("u1@b.test").key(), Address.of("\"U1\"@B.TEST").key());
        assertFalse(Address.of("u1@b.test").isInternational());
        assertFalse(Address.of("u1@bücher.test").isInternational());
        assertTrue(Address.of("ü1@b.test").isInternational());
        assertEquals("bücher.test", Address.of("u1@bücher.test").domain().unicode());
    }

    /** However one is made, no address carries a line end to the wire. */
    @Test
    void noControlCharacterGetsIn() {
        Domain domain = Domain.parse("b.test").orElseThrow();
        assertThrows(IllegalArgumentException.class, () -> new Address("a>\r\nRCPT TO:<x", domain));
        assertThrows(IllegalArgumentException.class, () -> new Address("", domain));
        assertThrows(IllegalArgumentException.class, () -> new Domain("b.test>\r\nDATA"));
        assertThrows(IllegalArgumentException.class, () -> Address.of("no address"));
    }

    @Test
    void neverThrowsAndReadsBackWhatItWrote() {
        Random random = new Random(2);
        String alphabet = "ab.@\"\\[]-_ é\u0130\u3002\ud83d\ude00\ud800\u200d\u00ad19:";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(14); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Address.parse(text.toString()).ifPresent(a -> assertEquals(Optional.of(a), Address.parse(a.toString()),
                    () -> text + " became " + a));
        }
    }
}
