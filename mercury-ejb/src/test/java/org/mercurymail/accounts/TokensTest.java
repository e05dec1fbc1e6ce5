package org.mercurymail.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mercurymail.config.ConfigurationRefused;
import org.mercurymail.config.TestSettings;
import org.mercurymail.mail.Address;
import org.mercurymail.port.BearerToken;
import org.mercurymail.port.Login;
import org.mercurymail.store.Devices;

/** Logins by token (RFC 7519, RFC 8725), against an issuer on loopback. */
class TokensTest {

    private final TestIssuer issuer = new TestIssuer();
    private final SetClock clock = new SetClock();
    private final FakeAccounts accounts = new FakeAccounts().domain("firm.test", "").domain("alias.test", "firm.test");
    private final Logins logins;

    TokensTest() throws IOException {
        accounts.account("desk", "firm.test", Set.of("admin"), true, 0, "#secret");
        accounts.account("gone", "firm.test", Set.of(), false, 0, "#secret");
        accounts.device("printer", "firm.test", "#secret");
        logins = new Logins(accounts, accounts.secrets(), new Devices() { }, new Passwords(() -> new byte[32], true),
                TestSettings.of("mercury.oidc.issuer", issuer.name(), "mercury.oidc.audience", TestIssuer.AUDIENCE,
                        "mercury.login.failures-by-address", "0", "mercury.login.failures-by-name", "5"), clock);
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private Login login(String user, String token) {
        return logins.login(new BearerToken(user, token, "OAUTHBEARER"), InetAddress.getLoopbackAddress());
    }

    private JWTClaimsSet.Builder claims() {
        return issuer.claims("desk@firm.test", clock.now);
    }

    @Test
    void whomATokenNamesIsIn() {
        Login.Granted desk = new Login.Granted(1, Address.of("desk@firm.test"), 0, true);
        String good = issuer.token("Desk@alias.test", clock.now);
        for (String user : new String[] {"", "desk", "desk@firm.test", "DESK@alias.test"}) {
            assertEquals(desk, login(user, good), user);
        }
        assertEquals(desk, login("", TestIssuer.signed(claims(), JWSAlgorithm.PS256, issuer.rsa)));
        assertEquals(desk, login("", TestIssuer.signed(claims(), JWSAlgorithm.ES256, issuer.ec)));
        assertEquals(desk, login("", issuer.signed(claims().audience(List.of("other", "mail")))));
        assertEquals(desk, logins.loginToSend(new BearerToken("", good, "XOAUTH2"), InetAddress.getLoopbackAddress()));
        assertEquals(2, issuer.asked.get(), "where the keys are, and the keys: once");
    }

    @Test
    void whatIsNoGoodTokenOpensNothing() {
        Date soon = Date.from(clock.now.plusSeconds(600));
        RSAKey foreign = TestIssuer.rsa("r1");
        List<String> bad = List.of("", "x", "a.b.c",
                issuer.signed(claims().audience("shop")), issuer.signed(claims().audience((String) null)),
                issuer.signed(claims().issuer("http://127.0.0.1")),
                issuer.signed(claims().expirationTime(Date.from(clock.now.minusSeconds(61)))),
                issuer.signed(claims().expirationTime(null)), issuer.signed(claims().notBeforeTime(soon)),
                issuer.signed(claims().claim("email", null)), issuer.signed(claims().claim("email", 7)),
                issuer.signed(claims().claim("email_verified", false)), issuer.token("nobody@firm.test", clock.now),
                issuer.token("gone@firm.test", clock.now), issuer.token("printer@firm.test", clock.now),
                TestIssuer.signed(claims(), JWSAlgorithm.RS256, foreign),
                TestIssuer.signed(claims(), JWSAlgorithm.RS512, issuer.rsa),
                TestIssuer.unsigned(claims()), issuer.confused(claims()),
                issuer.token("desk@firm.test", clock.now).replaceFirst("\\..", ".A"));
        for (String token : bad) {
            assertInstanceOf(Login.Denied.class, login("", token), bad.indexOf(token) + " " + token);
        }
        assertInstanceOf(Login.Denied.class, login("gone", issuer.token("desk@firm.test", clock.now)), "another's");
    }

    @Test
    void badTokensAreSlowedDown() {
        for (int i = 0; i < 6; i++) {
            assertInstanceOf(Login.Denied.class, login("desk", "x"));
        }
        assertInstanceOf(Login.Unavailable.class, login("desk", issuer.token("desk@firm.test", clock.now)));
    }

    /** An unknown key is asked for, but not for every token that names one. */
    @Test
    void newKeysAreFoundAndNobodyCanMakeUsAskAllTheTime() {
        assertInstanceOf(Login.Granted.class, login("", issuer.token("desk@firm.test", clock.now)));
        RSAKey next = TestIssuer.rsa("r2");
        issuer.keys = new JWKSet(next.toPublicJWK());
        assertInstanceOf(Login.Granted.class, login("", TestIssuer.signed(claims(), JWSAlgorithm.RS256, next)));
        int before = issuer.asked.get();
        for (int i = 0; i < 50; i++) {
            assertInstanceOf(Login.Denied.class,
                    login("", TestIssuer.signed(claims(), JWSAlgorithm.ES256, issuer.ec)));
        }
        assertTrue(issuer.asked.get() <= before + 1, issuer.asked + " after " + before);
    }

    @Test
    void anIssuerThatIsAwayIsNobodysFault() {
        issuer.away = true;
        String good = issuer.token("desk@firm.test", clock.now);
        assertInstanceOf(Login.Unavailable.class, login("desk", good));
        issuer.away = false;
        assertInstanceOf(Login.Unavailable.class, login("desk", good), "it is not asked all the time");
        assertEquals(1, issuer.asked.get());
        clock.now = clock.now.plusSeconds(30);
        assertInstanceOf(Login.Granted.class, login("desk", good));
    }

    /** Where its keys are is a setting, and they are not there: nobody's failure, however often it is tried. */
    @Test
    void keysThatCannotBeHadAreNobodysFault() {
        issuer.away = true;
        Logins set = new Logins(accounts, accounts.secrets(), new Devices() { }, new Passwords(() -> new byte[32], true),
                TestSettings.of("mercury.oidc.issuer", issuer.name(), "mercury.oidc.audience", TestIssuer.AUDIENCE,
                        "mercury.oidc.jwks", issuer.name() + "/keys"), clock);
        String good = issuer.token("desk@firm.test", clock.now);
        for (int i = 0; i < 10; i++) {
            assertInstanceOf(Login.Unavailable.class, set.login(new BearerToken("desk", good, "XOAUTH2"),
                    InetAddress.getLoopbackAddress()));
        }
        assertTrue(issuer.asked.get() <= 2, "" + issuer.asked);
    }

    @Test
    void whoSaysItIsAnotherIssuerIsNotAsked() {
        issuer.calledItself = "http://127.0.0.1:1";
        assertInstanceOf(Login.Unavailable.class, login("desk", issuer.token("desk@firm.test", clock.now)));
    }

    @Test
    void anIssuerNeedsAnAudienceAndASafeWay() {
        assertThrows(ConfigurationRefused.class, () -> TestSettings.of("mercury.oidc.issuer", "https://id.test"));
        for (String wrong : new String[] {"http://id.test", "id.test", "https://id.test?x", "http://127.0.0.1.evil.test"}) {
            assertThrows(ConfigurationRefused.class, () -> TestSettings.of("mercury.oidc.issuer", wrong,
                    "mercury.oidc.audience", "mail"), wrong);
        }
        TestSettings.of("mercury.oidc.issuer", "https://id.test:8443/realms/a", "mercury.oidc.audience", "mail");
    }
}
