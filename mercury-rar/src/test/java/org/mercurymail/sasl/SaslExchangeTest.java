package org.mercurymail.sasl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mercurymail.port.BearerToken;
import org.mercurymail.port.Login;
import org.mercurymail.port.Peer;
import org.mercurymail.port.ScramSalt;
import org.mercurymail.sasl.SaslExchange.Broken;
import org.mercurymail.sasl.SaslExchange.Challenge;
import org.mercurymail.sasl.SaslExchange.Fault;
import org.mercurymail.sasl.SaslExchange.Offers;
import org.mercurymail.sasl.SaslExchange.Over;
import org.mercurymail.sasl.SaslExchange.Turn;
import org.mercurymail.sasl.SaslExchange.WantsSalt;
import org.mercurymail.wire.SaslRules;
import org.mercurymail.wire.TlsFacts;

/** The mechanisms, against the examples of their RFCs and against clients that mean no good. */
class SaslExchangeTest {

    private static final byte[] END_POINT = {1, 2, 3, 4};
    private static final SaslRules ALL = new SaslRules(true, true, true);
    private static final String BINDING = "p=tls-server-end-point,,";

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static SaslExchange scram(Mechanism mechanism, boolean bindable) {
        return new ScramExchange(mechanism, bindable ? Optional.of(END_POINT) : Optional.empty(), "server");
    }

    /** RFC 7677 §3. */
    @Test
    void theExampleOfTheRfc() {
        ScramSalt salt = new ScramSalt(Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        ScramKeys keys = ScramKeys.of("pencil", salt).orElseThrow();
        SaslExchange exchange = new ScramExchange(Mechanism.SCRAM_SHA_256, Optional.empty(),
                "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        assertEquals(new Challenge(""), exchange.begin(Optional.empty()));
        assertEquals(new WantsSalt("user"), exchange.line(base64("n,,n=user,r=rOprNGfwEbeRWgbNEkqO")));
        assertEquals(new Challenge(base64("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")), exchange.salted(Optional.of(salt)));
        Turn offers = exchange.line(base64("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="));
        var proof = (org.mercurymail.port.ScramProof) assertInstanceOf(Offers.class, offers).evidence();
        assertTrue(keys.isProvenBy(proof.proof(), proof.authMessage()));
        assertFalse(keys.isProvenBy(proof.proof(), proof.authMessage() + "x"));
        Login.Proven proven = new Login.Proven(new Login.Granted(1, null), keys.signature(proof.authMessage()));
        assertEquals(new Challenge(base64("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")),
                exchange.answered(proven));
        assertEquals(new Over(proven), exchange.line(""));
    }

    @Test
    void keysAreKeptAsText() {
        ScramKeys keys = ScramKeys.of("secret", ScramLogins.SALT).orElseThrow();
        ScramKeys again = ScramKeys.parse(keys.text()).orElseThrow();
        assertArrayEquals(keys.storedKey(), again.storedKey());
        assertArrayEquals(keys.serverKey(), again.serverKey());
        assertEquals(4096, again.salt().iterations());
        assertEquals(Optional.empty(), ScramKeys.parse(keys.text().substring(1)));
        assertFalse(keys.toString().contains(Base64.getEncoder().encodeToString(keys.storedKey())));
    }

    private static Turn play(SaslExchange exchange, ScramClient client, String password)
            throws GeneralSecurityException {
        Turn turn = exchange.begin(Optional.of(client.first()));
        if (!(turn instanceof WantsSalt)) {
            return turn;
        }
        Challenge challenge = (Challenge) exchange.salted(Optional.of(ScramLogins.SALT));
        turn = exchange.line(client.last(challenge.base64()));
        if (!(turn instanceof Offers offers)) {
            return turn;
        }
        turn = exchange.answered(ScramLogins.login(offers.evidence(), password, 7));
        if (turn instanceof Challenge last) {
            assertTrue(client.isServer(last.base64()));
            return exchange.line("");
        }
        return turn;
    }

    private static boolean isWelcome(Turn turn) {
        return turn instanceof Over over && over.login().welcome().isPresent();
    }

    @Test
    void aProofOpensAndAWrongOneDoesNot() throws GeneralSecurityException {
        assertTrue(isWelcome(play(scram(Mechanism.SCRAM_SHA_256, true),
                new ScramClient("n,,", new byte[0], "u1", "secret", "abc"), "secret")));
        assertEquals(new Over(new Login.Denied()), play(scram(Mechanism.SCRAM_SHA_256, true),
                new ScramClient("n,,", new byte[0], "u1", "wrong", "abc"), "secret"));
        assertTrue(isWelcome(play(scram(Mechanism.SCRAM_SHA_256, false),
                new ScramClient("y,,", new byte[0], "u1", "secret", "abc"), "secret")), "we have no PLUS there");
    }

    /** RFC 5802 §6. */
    @Test
    void theChannelIsTheOneThatWasBound() throws GeneralSecurityException {
        assertTrue(isWelcome(play(scram(Mechanism.SCRAM_SHA_256_PLUS, true),
                new ScramClient(BINDING, END_POINT, "u1", "secret", "abc"), "secret")));
        assertEquals(new Over(new Login.Denied()), play(scram(Mechanism.SCRAM_SHA_256_PLUS, true),
                new ScramClient(BINDING, new byte[] {9, 9}, "u1", "secret", "abc"), "secret"), "somebody sits between");
        assertEquals(new Over(new Login.Denied()), play(scram(Mechanism.SCRAM_SHA_256, true),
                new ScramClient("y,,", new byte[0], "u1", "secret", "abc"), "secret"), "our offer was cut");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n,,", "n,n=u,r=x", "n,,n=u", "n,,r=x,n=u", "n,,m=x,n=u,r=x", "p=tls-server-end-point,,n=u,r=x",
        "x,,n=u,r=x", "n,,n=u\0v,r=x", "n,,n=u,r=", "n,,n=u,r=a b", "y=1,,n=u,r=x", "p,,n=u,r=x"})
    void nonsenseIsBrokenOff(String first) {
        assertEquals(new Broken(Fault.MALFORMED),
                scram(Mechanism.SCRAM_SHA_256, true).begin(Optional.of(base64(first))), first);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"n,,n=u,r=x", "p=tls-unique,,n=u,r=x", "p=tls-exporter,,n=u,r=x",
        "y,,n=u,r=x"})
    void plusWantsItsBinding(String first) {
        assertEquals(new Broken(Fault.MALFORMED),
                scram(Mechanism.SCRAM_SHA_256_PLUS, true).begin(Optional.of(base64(first))));
    }

    @Test
    void nobodyActsForAnother() {
        assertEquals(new Broken(Fault.FOR_ANOTHER),
                scram(Mechanism.SCRAM_SHA_256, false).begin(Optional.of(base64("n,a=u2,n=u1,r=x"))));
        assertEquals(new WantsSalt("u1"),
                scram(Mechanism.SCRAM_SHA_256, false).begin(Optional.of(base64("n,a=,n=u1,r=x"))), "as gsasl may say");
        assertEquals(new WantsSalt("u,=1"),
                scram(Mechanism.SCRAM_SHA_256, false).begin(Optional.of(base64("n,a=u=2C=3D1,n=u=2C=3D1,r=x"))));
        assertEquals(new Broken(Fault.FOR_ANOTHER), new PlainExchange().begin(Optional.of(base64("u2\0u1\0secret"))));
    }

    @Test
    void aLastMessageOfAnotherExchangeIsDenied() {
        SaslExchange exchange = scram(Mechanism.SCRAM_SHA_256, false);
        exchange.begin(Optional.of(base64("n,,n=u,r=x")));
        exchange.salted(Optional.of(ScramLogins.SALT));
        assertEquals(new Over(new Login.Denied()), exchange.line(base64("c=biws,r=xother,p=AAAA")));
        SaslExchange short1 = scram(Mechanism.SCRAM_SHA_256, false);
        short1.begin(Optional.of(base64("n,,n=u,r=x")));
        short1.salted(Optional.of(ScramLogins.SALT));
        Offers offers = assertInstanceOf(Offers.class, short1.line(base64("c=biws,r=xserver,p=AAAA")));
        assertEquals(new Login.Denied(), ScramLogins.login(offers.evidence(), "secret", 1));
        assertEquals(new Over(new Login.Unavailable()),
                scram(Mechanism.SCRAM_SHA_256, false).salted(Optional.empty()));
    }

    /** RFC 7628 §4.1, and the other letters of XOAUTH2. */
    @Test
    void aTokenIsOffered() {
        String message = "n,a=user@example.com,\1host=server.example.com\1port=143\1"
                + "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\1\1";
        assertEquals(new Offers(new BearerToken("user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==",
                "OAUTHBEARER")), new BearerExchange(Mechanism.OAUTHBEARER).begin(Optional.of(base64(message))));
        assertEquals(new Offers(new BearerToken("", "t", "OAUTHBEARER")), new BearerExchange(Mechanism.OAUTHBEARER)
                .begin(Optional.of(base64("n,,\1auth=bearer t\1\1"))));
        SaslExchange exchange = new BearerExchange(Mechanism.XOAUTH2);
        assertEquals(new Offers(new BearerToken("u@f.test", "t", "XOAUTH2")),
                exchange.begin(Optional.of(base64("user=u@f.test\1auth=Bearer t\1\1"))));
        assertInstanceOf(Challenge.class, exchange.answered(new Login.Denied()), "the client hears why");
        assertEquals(new Over(new Login.Denied()), exchange.line(""));
        assertEquals(new Broken(Fault.MALFORMED), new BearerExchange(Mechanism.OAUTHBEARER)
                .begin(Optional.of(base64("n,,\1auth=Basic t\1\1"))));
        assertFalse(new BearerToken("u", "top", "XOAUTH2").toString().contains("top"));
    }

    @Test
    void onlyWhatWorksIsOffered() {
        InetSocketAddress here = new InetSocketAddress("127.0.0.1", 1);
        Peer clear = new Peer("c", "imap", here, here, false);
        assertEquals("SCRAM-SHA-256 PLAIN", new SaslOffer(clear, SaslRules.STANDARD, false).words(""));
        Peer bound = clear.with(new TlsFacts("TLSv1.3", "x", Optional.of(END_POINT)));
        assertEquals("AUTH=SCRAM-SHA-256-PLUS AUTH=SCRAM-SHA-256 AUTH=OAUTHBEARER AUTH=XOAUTH2 AUTH=PLAIN AUTH=LOGIN",
                new SaslOffer(bound, ALL, true).words("AUTH="));
        assertEquals(Optional.empty(), new SaslOffer(clear, ALL, true).begin("SCRAM-SHA-256-PLUS"));
        assertEquals(Optional.empty(), new SaslOffer(bound, SaslRules.STANDARD, true).begin("XOAUTH2"));
        assertTrue(new SaslOffer(bound, SaslRules.STANDARD, false).begin("scram-sha-256-plus").isPresent());
        assertEquals("SCRAM-SHA-256 PLAIN", new SaslOffer(bound, new SaslRules(false, true, false), false).words(""));
        assertEquals("PLAIN", new SaslOffer(bound, new SaslRules(false, false, true), false).words(""));
    }

    /** RFC 5802 §6: a client that could bind and saw no PLUS has been robbed of it only where we offer it. */
    @Test
    void withoutPlusWhoCouldBindIsNoVictim() {
        InetSocketAddress here = new InetSocketAddress("127.0.0.1", 1);
        Peer bound = new Peer("c", "imap", here, here, false).with(new TlsFacts("TLSv1.3", "x", Optional.of(END_POINT)));
        Optional<String> could = Optional.of(base64("y,,n=u,r=x"));
        assertTrue(new SaslOffer(bound, new SaslRules(false, true, false), false).begin("SCRAM-SHA-256").orElseThrow()
                .begin(could) instanceof SaslExchange.WantsSalt);
        assertFalse(new SaslOffer(bound, ALL, false).begin("SCRAM-SHA-256").orElseThrow()
                .begin(could) instanceof SaslExchange.WantsSalt);
    }

    /** RFC 4013 §3. */
    @ParameterizedTest
    @CsvSource({"I\u00adX, IX", "user, user", "USER, USER", "\u00aa, a", "\u2168, IX", "\u06271,",
        "a\u00a0b, a b", "\u0627\u0628, \u0627\u0628"})
    void preparesAsTheRfcShows(String password, String prepared) {
        assertEquals(Optional.ofNullable(prepared), Saslprep.prepared(password));
        assertEquals(Optional.empty(), Saslprep.prepared(password + "\u0007"));
    }

    /** Nothing that a client sends throws, overflows or logs in. */
    @Test
    void survivesNoise() {
        Random random = new Random(7628);
        String letters = "n,a=p=yrcm\1\0 =2C\u00e9auth=Bearer ";
        for (int round = 0; round < 20_000; round++) {
            Mechanism mechanism = Mechanism.values()[random.nextInt(Mechanism.values().length)];
            InetSocketAddress here = new InetSocketAddress("127.0.0.1", 1);
            Peer peer = new Peer("c", "imap", here, here, false).with(
                    new TlsFacts("TLSv1.3", "x", Optional.of(END_POINT)));
            SaslExchange exchange = new SaslOffer(peer, ALL, true).begin(mechanism.word()).orElseThrow();
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "n,,n=u,r=x" : "");
            for (int n = random.nextInt(round % 100 == 0 ? 9_000 : 40); n > 0; n--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            Turn turn = exchange.begin(Optional.of(base64(text.toString())));
            assertFalse(isWelcome(turn));
            if (turn instanceof WantsSalt) {
                exchange.salted(Optional.of(ScramLogins.SALT));
                assertFalse(isWelcome(exchange.line(base64(text + "c=,r=,p=".repeat(random.nextInt(900))))));
            }
        }
    }
}
