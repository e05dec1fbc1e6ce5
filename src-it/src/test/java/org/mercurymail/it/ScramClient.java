package org.mercurymail.it;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of SCRAM-SHA-256 and its PLUS (RFC 5802 §3); nothing of it is the server's. */
final class ScramClient {

    private final String header;
    private final byte[] channel;
    private final String bare;
    private final String password;
    private String expected = "";

    /**
     * @param header  {@code n,,} or what names a binding
     * @param channel what binds; empty for none
     */
    ScramClient(String header, byte[] channel, String user, String password) {
        this.header = header;
        this.channel = channel;
        this.bare = "n=" + user + ",r=" + UUID.randomUUID();
        this.password = password;
    }

    String first() {
        return base64(octets(header + bare));
    }

    /** The last message, with the proof, for what the server answered to the first. */
    String last(String serverFirst) {
        String said = new String(Base64.getDecoder().decode(serverFirst), StandardCharsets.UTF_8);
        String[] parts = said.split(",");
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(new PBEKeySpec(
                    password.toCharArray(), Base64.getDecoder().decode(parts[1].substring(2)),
                    Integer.parseInt(parts[2].substring(2)), 256)).getEncoded();
            byte[] binding = Arrays.copyOf(octets(header), header.length() + channel.length);
            System.arraycopy(channel, 0, binding, header.length(), channel.length);
            String withoutProof = "c=" + base64(binding) + "," + parts[0];
            String all = bare + "," + said + "," + withoutProof;
            byte[] proof = hmac(salted, "Client Key");
            byte[] signature = hmac(MessageDigest.getInstance("SHA-256").digest(proof), all);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= signature[i];
            }
            expected = base64(octets("v=" + base64(hmac(hmac(salted, "Server Key"), all))));
            return base64(octets(withoutProof + ",p=" + base64(proof)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the server knows the password too. */
    boolean isServer(String serverFinal) {
        return !expected.isEmpty() && expected.equals(serverFinal);
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(octets(text));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
