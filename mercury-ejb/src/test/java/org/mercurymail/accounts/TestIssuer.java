package org.mercurymail.accounts;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID Connect issuer on loopback: what it publishes, and tokens good and bad. */
final class TestIssuer implements AutoCloseable {

    static final String AUDIENCE = "mail";

    static final RSAKey OWN = rsa("r1");
    final RSAKey rsa = OWN; // made once: it takes its time
    final ECKey ec = ec();
    final AtomicInteger asked = new AtomicInteger();
    volatile JWKSet keys = new JWKSet(java.util.List.<JWK>of(rsa.toPublicJWK(), ec.toPublicJWK()));
    volatile String calledItself;
    volatile boolean away;
    private final HttpServer server;

    TestIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        calledItself = name();
        publish("/.well-known/openid-configuration", () ->
                "{\"issuer\":\"" + calledItself + "\",\"jwks_uri\":\"" + name() + "/keys\"}");
        publish("/keys", () -> keys.toString());
        server.start();
    }

    private void publish(String path, java.util.function.Supplier<String> json) {
        server.createContext(path, exchange -> {
            asked.incrementAndGet();
            byte[] body = json.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(away ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    String name() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What a good token for that address says. */
    JWTClaimsSet.Builder claims(String email, Instant now) {
        return new JWTClaimsSet.Builder().issuer(name()).audience(AUDIENCE).claim("email", email)
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    String token(String email, Instant now) {
        return signed(claims(email, now));
    }

    String signed(JWTClaimsSet.Builder claims) {
        return signed(claims, JWSAlgorithm.RS256, rsa);
    }

    static String signed(JWTClaimsSet.Builder claims, JWSAlgorithm algorithm, JWK key) {
        try {
            JWSSigner signer = key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner((RSAKey) key);
            return signed(claims, new JWSHeader.Builder(algorithm).keyID(key.getKeyID())
                    .type(new JOSEObjectType("at+jwt")).build(), signer);
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /** The old trick: the public key, which everybody has, as the secret of an HMAC (RFC 8725 §2.1). */
    String confused(JWTClaimsSet.Builder claims) {
        try {
            return signed(claims, new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(rsa.getKeyID()).build(),
                    new MACSigner(rsa.toRSAPublicKey().getEncoded()));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static String unsigned(JWTClaimsSet.Builder claims) {
        return new PlainJWT(claims.build()).serialize();
    }

    private static String signed(JWTClaimsSet.Builder claims, JWSHeader header, JWSSigner signer)
            throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims.build());
        token.sign(signer);
        return token.serialize();
    }

    static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static ECKey ec() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("e1").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
