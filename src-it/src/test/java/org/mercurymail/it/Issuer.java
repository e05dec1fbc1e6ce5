package org.mercurymail.it;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** The OpenID Connect issuer that all servers under test trust, on loopback while it is open; its tokens are RS256. */
final class Issuer implements AutoCloseable {

    static final String AUDIENCE = "mercury-it";
    private static final int PORT = FreePorts.take();
    static final String NAME = "http://127.0.0.1:" + PORT;

    private final KeyPair keys;
    private final HttpServer server;

    Issuer() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        RSAPublicKey open = (RSAPublicKey) keys.getPublic();
        publish("/.well-known/openid-configuration",
                "{\"issuer\":\"" + NAME + "\",\"jwks_uri\":\"" + NAME + "/keys\"}");
        publish("/keys", "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"k1\",\"n\":\""
                + number(open.getModulus()) + "\",\"e\":\"" + number(open.getPublicExponent()) + "\"}]}");
        server.start();
    }

    private void publish(String path, String json) {
        server.createContext(path, exchange -> {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    /** Good for five minutes from then. */
    String token(String email, String audience, Instant from) {
        String signed = base64("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}".getBytes(StandardCharsets.UTF_8))
                + "." + base64(("{\"iss\":\"" + NAME + "\",\"aud\":\"" + audience + "\",\"email\":\"" + email
                + "\",\"exp\":" + from.plusSeconds(300).getEpochSecond() + "}").getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return base64(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
