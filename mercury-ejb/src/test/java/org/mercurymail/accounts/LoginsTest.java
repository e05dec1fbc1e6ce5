package org.mercurymail.accounts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.mercurymail.config.TestSettings;
import org.mercurymail.mail.Address;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;
import org.mercurymail.port.ScramProof;
import org.mercurymail.port.ScramSalt;
import org.mercurymail.store.DeviceRow;
import org.mercurymail.store.Devices;

class LoginsTest {

    /** A hash of one round, so that a hundred logins cost nothing; and a count of them. */
    private static final class QuickPasswords extends Passwords {
        int computed;
        Runnable meanwhile = () -> { };

        QuickPasswords() {
            super(() -> new byte[32], true);
        }

        @Override
        public String hash(String password) {
            return "#" + password;
        }

        @Override
        boolean matches(String password, String encoded) {
            computed++;
            meanwhile.run();
            return encoded.lines().findFirst().orElse("").equals("#" + password);
        }
    }

    private final FakeAccounts accounts = new FakeAccounts().domain("firm.test", "").domain("alias.test", "firm.test");
    private final Devices devices = new Devices() {
        @Override
        public Optional<DeviceRow> device(long account) {
            return accounts.account(account).map(row -> new DeviceRow(row, List.of("scan@firm.test"),
                    List.of("192.0.2.0/28", "2001:db8::/32")));
        }
    };
    private final QuickPasswords passwords = new QuickPasswords();
    private final SetClock clock = new SetClock();
    private final Logins logins = new Logins(accounts, accounts.secrets(), devices, passwords,
            TestSettings.of(), clock);

    {
        accounts.account("desk", "firm.test", Set.of(), true, 0, "#secret");
        accounts.account("gone", "firm.test", Set.of(), false, 0, "#secret");
    }

    @Test
    void everyNameOfTheAccountWorks() {
        for (String name : new String[] {"desk@firm.test", "DESK@Firm.Test", "desk@alias.test", "desk"}) {
            Login.Granted granted = assertInstanceOf(Login.Granted.class, login(name, "secret"), name);
            assertEquals(Address.of("desk@firm.test"), granted.address());
        }
        accounts.domain("other.test", "");
        assertInstanceOf(Login.Denied.class, login("desk", "secret"), "bare names only with one domain");
    }

    @Test
    void applicationPasswordsCountToo() {
        accounts.addCredential(1, "phone", "abcde", "#abcde-fghij-kmnpq-rstuv-wxyz2");
        accounts.addCredential(1, "fax", "edcba", "#edcba-fghij-kmnpq-rstuv-wxyz2");
        int before = passwords.computed;
        Login.Granted fax = assertInstanceOf(Login.Granted.class, login("desk", "edcba-fghij-kmnpq-rstuv-wxyz2"));
        assertEquals(new Login.Granted(1, Address.of("desk@firm.test"), 100, true), fax);
        assertInstanceOf(Login.Denied.class, login("desk", "edcba-fghij-kmnpq-rstuv-wxyz3"));
        assertInstanceOf(Login.Denied.class, login("desk", "zzzzz-fghij-kmnpq-rstuv-wxyz2"));
        assertEquals(new Login.Granted(1, Address.of("desk@firm.test"), 1, false), login("desk", "secret"));
        assertEquals(before + 4, passwords.computed, "one hash each");
        assertEquals(List.of("100 192.0.2.1", "1 192.0.2.1"), accounts.used);
        assertEquals(fax, login("desk", "edcba-fghij-kmnpq-rstuv-wxyz2"), "also when it was verified a moment ago");
        assertEquals(before + 4, passwords.computed);
    }

    @Test
    void aDeviceOnlySendsAndOnlyFromItsNetworks() {
        accounts.device("printer", "firm.test", "#secret");
        assertInstanceOf(Login.Denied.class, login("printer", "secret"), "no mailbox to read");
        assertInstanceOf(Login.Granted.class, loginToSend("printer", "192.0.2.15"));
        assertInstanceOf(Login.Denied.class, login("printer", "secret"), "also when it was verified a moment ago");
        assertInstanceOf(Login.Denied.class, loginToSend("printer", "192.0.2.16"));
        assertInstanceOf(Login.Granted.class, loginToSend("printer", "2001:db8::1"));
        assertInstanceOf(Login.Granted.class, loginToSend("desk", "203.0.113.1"));
    }

    @Test
    void whatIsRevokedWhileItIsComparedIsNotRemembered() {
        passwords.meanwhile = () -> {
            accounts.setPassword(1, "#new");
            logins.forget(new AccountChanged(1));
        };
        Login.Granted late = assertInstanceOf(Login.Granted.class, login("desk", "secret"), "good when it was asked");
        assertFalse(logins.opens(late.account(), late.credential()), "and no more");
        passwords.meanwhile = () -> { };
        assertInstanceOf(Login.Denied.class, login("desk", "secret"));
    }

    @Test
    void deniedAlikeWhateverIsWrong() {
        int before = passwords.computed;
        for (String name : new String[] {"desk@firm.test", "gone@firm.test", "nobody@firm.test", "x@else.test", "@", "a b"}) {
            assertInstanceOf(Login.Denied.class, login(name, name.startsWith("gone") ? "secret" : "wrong"), name);
        }
        assertEquals(before + 6, passwords.computed, "each costs one hash");
        assertInstanceOf(Login.Denied.class, login("desk", ""));
        assertInstanceOf(Login.Denied.class, login("desk", "x".repeat(5000)));
        assertEquals(before + 6, passwords.computed);
    }

    @Test
    void aVerifiedSecretCostsNoHashForMinutesUntilSomethingChanges() {
        login("desk", "secret");
        login("desk@firm.test", "secret");
        assertEquals(1, passwords.computed);
        clock.now = clock.now.plusSeconds(301);
        login("desk", "secret");
        assertEquals(2, passwords.computed);
        accounts.setPassword(1, "#new");
        logins.forget(new AccountChanged(1));
        assertInstanceOf(Login.Denied.class, login("desk", "secret"));
        assertInstanceOf(Login.Granted.class, login("desk", "new"));
    }

    @Test
    void guessingIsSlowedDownButNotTheOwner() {
        login("desk", "secret");
        for (int i = 0; i < 6; i++) {
            assertInstanceOf(Login.Denied.class, login("desk", "guess" + i));
        }
        assertInstanceOf(Login.Unavailable.class, login("desk", "guess7"));
        assertEquals(Duration.ofSeconds(1), logins.pause("DESK", address("192.0.2.99")), "by name, wherever from");
        assertEquals(Duration.ZERO, logins.pause("other", address("192.0.2.99")));
        assertInstanceOf(Login.Granted.class, login("desk", "secret"), "verified minutes ago");
        clock.now = clock.now.plusSeconds(1);
        assertInstanceOf(Login.Denied.class, login("desk", "guess8"));
        assertInstanceOf(Login.Unavailable.class, login("desk", "guess9"), "two seconds now");
    }

    @Test
    void oneNetworkAddressIsSlowedDownOverAllNames() {
        for (int i = 0; i < 21; i++) {
            assertInstanceOf(Login.Denied.class, login("user" + i, "x"));
        }
        assertInstanceOf(Login.Unavailable.class, login("other", "x"));
        assertInstanceOf(Login.Denied.class, logins.login(credentials("other", "x"), address("192.0.2.2")));
    }

    @Test
    void theLimitsAreSettings() {
        Logins off = logins("0", "0");
        for (int i = 0; i < 100; i++) {
            assertInstanceOf(Login.Denied.class, off.login(credentials("desk", "x"), address("192.0.2.1")));
        }
        Logins byName = logins("1", "0");
        byName.login(credentials("desk", "x"), address("192.0.2.1"));
        byName.login(credentials("desk", "x"), address("192.0.2.2"));
        assertInstanceOf(Login.Unavailable.class, byName.login(credentials("desk", "secret"), address("192.0.2.3")),
                "also the right one");
        assertInstanceOf(Login.Denied.class, byName.login(credentials("other", "x"), address("192.0.2.1")));
        Logins byAddress = logins("0", "1");
        byAddress.login(credentials("a", "x"), address("192.0.2.1"));
        byAddress.login(credentials("b", "x"), address("192.0.2.1"));
        assertInstanceOf(Login.Unavailable.class, byAddress.login(credentials("desk", "secret"), address("192.0.2.1")));
        assertInstanceOf(Login.Granted.class, byAddress.login(credentials("desk", "secret"), address("192.0.2.2")));
    }

    private Logins logins(String byName, String byAddress) {
        return new Logins(accounts, accounts.secrets(), devices, passwords, TestSettings.of(
                "mercury.login.failures-by-name", byName, "mercury.login.failures-by-address", byAddress), clock);
    }

    @Test
    void aStoreThatIsAwayIsNobodysFault() {
        accounts.away = true;
        assertInstanceOf(Login.Unavailable.class, login("desk", "secret"));
        accounts.away = false;
        assertInstanceOf(Login.Granted.class, login("desk", "secret"));
    }

    // ---- SCRAM

    @Test
    void aProofByAnySecretOfTheAccountOpensItOnceItsKeysAreKept() {
        accounts.addCredential(1, "phone", "abcde", "#abcde-fghij-kmnpq-rstuv-wxyz2");
        assertInstanceOf(Login.Denied.class, prove("desk", "secret"), "from before: only a hash is kept");
        login("desk", "secret");
        login("desk", "abcde-fghij-kmnpq-rstuv-wxyz2");
        Login.Proven own = assertInstanceOf(Login.Proven.class, prove("DESK@alias.test", "secret"));
        assertEquals(new Login.Granted(1, Address.of("desk@firm.test"), 1, false), own.granted());
        Login.Proven phone = assertInstanceOf(Login.Proven.class, prove("desk", "abcde-fghij-kmnpq-rstuv-wxyz2"));
        assertEquals(new Login.Granted(1, Address.of("desk@firm.test"), 99, true), phone.granted());
        assertInstanceOf(Login.Denied.class, prove("desk", "wrong"));
        assertInstanceOf(Login.Denied.class, prove("gone", "secret"));
        assertInstanceOf(Login.Granted.class, login("desk", "secret"), "and the hash is there still");
    }

    @Test
    void whoIsNotThereHasASaltLikeOthers() {
        byte[] desk = logins.salt("desk").orElseThrow().salt();
        assertArrayEquals(desk, logins.salt("Desk@ALIAS.test").orElseThrow().salt());
        byte[] nobody = logins.salt("nobody").orElseThrow().salt();
        assertArrayEquals(nobody, logins.salt("nobody@alias.test").orElseThrow().salt());
        assertFalse(Arrays.equals(desk, nobody));
        assertEquals(desk.length, nobody.length);
        assertEquals(16, logins.salt("\0@").orElseThrow().salt().length);
        login("desk", "secret");
        accounts.setPassword(1, "#other");
        assertArrayEquals(desk, logins.salt("desk").orElseThrow().salt(), "also with another password");
        accounts.away = true;
        assertEquals(Optional.empty(), logins.salt("desk"));
    }

    @Test
    void wrongProofsAreSlowedDownLikeWrongPasswords() {
        login("desk", "secret");
        prove("desk", "secret");
        for (int i = 0; i < 3; i++) {
            assertInstanceOf(Login.Denied.class, prove("desk", "guess" + i));
            assertInstanceOf(Login.Denied.class, login("desk", "guess" + i));
        }
        assertInstanceOf(Login.Unavailable.class, prove("desk", "guess"));
        assertInstanceOf(Login.Unavailable.class, login("desk", "guess"));
        assertInstanceOf(Login.Proven.class, prove("desk", "secret"), "proven minutes ago");
        clock.now = clock.now.plusSeconds(1);
        assertInstanceOf(Login.Denied.class, login("desk", "1"), "a number is no secret");
    }

    /** What a client makes of the salt (RFC 5802 §3). */
    private Login prove(String user, String secret) {
        ScramSalt salt = logins.salt(user).orElseThrow();
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(new PBEKeySpec(
                    secret.toCharArray(), salt.salt(), salt.iterations(), 256)).getEncoded();
            byte[] proof = hmac(salted, "Client Key");
            byte[] signature = hmac(MessageDigest.getInstance("SHA-256").digest(proof), "all that was said");
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= signature[i];
            }
            return logins.login(new ScramProof(user, "all that was said", proof, "SCRAM-SHA-256"), address("192.0.2.1"));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private Login login(String user, String secret) {
        return logins.login(credentials(user, secret), address("192.0.2.1"));
    }

    private Login loginToSend(String user, String from) {
        return logins.loginToSend(credentials(user, "secret"), address(from));
    }

    private static Credentials credentials(String user, String secret) {
        return new Credentials(user, secret, "PLAIN");
    }

    private static InetAddress address(String ip) {
        try {
            return InetAddress.getByName(ip);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
