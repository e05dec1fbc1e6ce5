package org.mercurymail.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.mercurymail.port.ScramSalt;

/**
 * What a server keeps of a password for SCRAM-SHA-256 (RFC 5802 §3, RFC 7677): enough to check a proof and to prove
 * itself, not enough to log in elsewhere. Its text is that of RFC 5803 §3, without the prefix.
 */
public record ScramKeys(ScramSalt salt, byte[] storedKey, byte[] serverKey) {

    private static final String HMAC = "HmacSHA256";
    private static final int LENGTH = 32;
    private static final String BASE64 = "([A-Za-z0-9+/]{4,512}={0,2})";
    private static final Pattern TEXT = Pattern.compile(
            "SCRAM-SHA-256\\$(\\d{1,8}):" + BASE64 + "\\$" + BASE64 + ":" + BASE64);

    /** Of a password; empty when SASLprep will not have it. Takes as long as there are iterations. */
    public static Optional<ScramKeys> of(String password, ScramSalt salt) {
        return Saslprep.prepared(password).map(prepared -> {
            byte[] salted = salted(prepared, salt);
            return new ScramKeys(salt, sha256(hmac(salted, "Client Key")), hmac(salted, "Server Key"));
        });
    }

    public static Optional<ScramKeys> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Base64.Decoder decoder = Base64.getDecoder();
        return Optional.of(new ScramKeys(new ScramSalt(decoder.decode(parts.group(2)), Integer.parseInt(parts.group(1))),
                decoder.decode(parts.group(3)), decoder.decode(parts.group(4))));
    }

    /** Whether whoever made this proof knows the password; in a time that does not depend on it. */
    public boolean isProvenBy(byte[] proof, String authMessage) {
        byte[] clientKey = hmac(storedKey, authMessage);
        if (proof.length != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            clientKey[i] ^= proof[i];
        }
        return MessageDigest.isEqual(sha256(clientKey), storedKey);
    }

    /** The server's own proof. */
    public byte[] signature(String authMessage) {
        return hmac(serverKey, authMessage);
    }

    /** As it is kept. */
    public String text() {
        Base64.Encoder encoder = Base64.getEncoder();
        return "SCRAM-SHA-256$" + salt.iterations() + ":" + encoder.encodeToString(salt.salt()) + "$"
                + encoder.encodeToString(storedKey) + ":" + encoder.encodeToString(serverKey);
    }

    @Override
    public String toString() {
        return "keys of SCRAM-SHA-256";
    }

    private static byte[] salted(String password, ScramSalt salt) {
        try {
            // the factory's PBKDF2 takes its characters as UTF-8
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(new PBEKeySpec(
                    password.toCharArray(), salt.salt(), salt.iterations(), LENGTH * 8)).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
