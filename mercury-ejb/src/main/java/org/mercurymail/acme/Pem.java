package org.mercurymail.acme;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys (P-256) and certificates as PEM text (RFC 7468). */
final class Pem {

    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private Pem() { }

    static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    static String of(KeyPair key) {
        return block(PRIVATE, key.getPrivate().getEncoded()) + block(PUBLIC, key.getPublic().getEncoded());
    }

    /** The certificates in their order, then the key: as TLS servers read it from one file. */
    static String of(KeyPair key, List<X509Certificate> chain) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            try {
                text.append(block("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException(e); // it came encoded
            }
        }
        return text.append(block(PRIVATE, key.getPrivate().getEncoded())).toString();
    }

    /** What {@link #of(KeyPair)} wrote. */
    static KeyPair key(String text) {
        try {
            KeyFactory keys = KeyFactory.getInstance("EC");
            return new KeyPair(keys.generatePublic(new X509EncodedKeySpec(der(text, PUBLIC))),
                    keys.generatePrivate(new PKCS8EncodedKeySpec(der(text, PRIVATE))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the authority's account key is damaged", e);
        }
    }

    private static String block(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + kind + "-----\n";
    }

    private static byte[] der(String text, String kind) {
        Matcher block = Pattern.compile("-----BEGIN " + kind + "-----([^-]*)-----END").matcher(text);
        if (!block.find()) {
            throw new IllegalStateException("no " + kind + " in the account's key");
        }
        return Base64.getMimeDecoder().decode(block.group(1));
    }
}
