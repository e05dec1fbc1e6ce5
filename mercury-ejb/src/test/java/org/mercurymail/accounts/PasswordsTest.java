package org.mercurymail.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {

    private final Passwords passwords = new Passwords(() -> new byte[32], true);

    @Test
    void aPasswordMatchesItsHashAndNoOther() throws Passwords.Busy {
        String hash = passwords.hash("pässword ");
        assertTrue(passwords.matches("pässword ", hash));
        assertFalse(passwords.matches("pässword", hash));
        assertNotEquals(hash, passwords.hash("pässword "), "salted");
        assertTrue(hash.startsWith("$argon2id$v=19$m=12288,t=3,p=1$"), hash);
    }

    /** RFC 8265 §4.2: composed or not, and with whatever blank the keyboard has. */
    @Test
    void equalTextsAreEqual() throws Passwords.Busy {
        String hash = passwords.hash("caf\u00e9 ol\u00e9");
        assertTrue(passwords.matches("cafe\u0301\u00a0ole\u0301", hash));
    }

    /** Made with the reference implementation: argon2 somesalt -id -t 2 -m 16 -p 1 (its own test vector). */
    @Test
    void theReferencesHashMatches() throws Passwords.Busy {
        String hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertTrue(passwords.matches("password", hash));
        assertFalse(passwords.matches("Password", hash));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "$2a$10$abcdefghijklmnopqrstuv", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$abcdabcdabcdabcd",
        "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=64,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"})
    void whatIsNoHashOfOursMatchesNothing(String hash) throws Passwords.Busy {
        assertFalse(passwords.matches("secret", hash));
    }

    @Test
    void keysOfScramAreKeptOrNot() {
        String with = passwords.kept("correct horse", "a@b.test");
        assertTrue(Passwords.scram(with).isPresent());
        Passwords without = new Passwords(() -> new byte[32], false);
        assertEquals(1, without.kept("correct horse", "a@b.test").lines().count());
        String stripped = without.completed(with, "correct horse", "a@b.test");
        assertEquals(with.lines().findFirst().orElseThrow(), stripped);
        assertTrue(Passwords.scram(passwords.completed(stripped, "correct horse", "a@b.test")).isPresent());
    }

    @Test
    void inventedOnesAreLongAndNew() {
        assertTrue(passwords.invented().matches("([a-z2-9]{5}-){3}[a-z2-9]{5}"));
        assertNotEquals(passwords.invented(), passwords.invented());
        assertEquals(23, passwords.invented().length());
    }
}
