package org.mercurymail.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of SCRAM-SHA-256, written from RFC 5802 §3 and from nothing of the server's. */
public final class ScramClient {

    private final String header;
    private final byte[] channel;
    private final String bare;
    private final String password;
    private String expected = "";

    /** @param header for example {@code n,,} */
    public ScramClient(String header, byte[] channel, String user, String password, String nonce) {
        this.header = header;
        this.channel = channel.clone();
        this.bare = "n=" + user + ",r=" + nonce;
        this.password = password;
    }

    public String first() {
        return base64((header + bare).getBytes(StandardCharsets.UTF_8));
    }

    public String last(String serverFirst) throws GeneralSecurityException {
        String said = new String(Base64.getDecoder().decode(serverFirst), StandardCharsets.UTF_8);
        String[] parts = said.split(",");
        byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(new PBEKeySpec(
                password.toCharArray(), Base64.getDecoder().decode(parts[1].substring(2)),
                Integer.parseInt(parts[2].substring(2)), 256)).getEncoded();
        byte[] binding = java.util.Arrays.copyOf(header.getBytes(StandardCharsets.UTF_8),
                header.length() + channel.length);
        System.arraycopy(channel, 0, binding, header.length(), channel.length);
        String withoutProof = "c=" + base64(binding) + "," + parts[0];
        String all = bare + "," + said + "," + withoutProof;
        byte[] proof = hmac(salted, "Client Key");
        byte[] signature = hmac(MessageDigest.getInstance("SHA-256").digest(proof), all);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= signature[i];
        }
        expected = base64(("v=" + base64(hmac(hmac(salted, "Server Key"), all))).getBytes(StandardCharsets.UTF_8));
        return base64((withoutProof + ",p=" + base64(proof)).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the server knows the password too. */
    public boolean isServer(String serverFinal) {
        return !expected.isEmpty() && expected.equals(serverFinal);
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
