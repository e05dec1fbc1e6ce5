package org.mercurymail.collect;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Refusal;

/**
 * Whose certificate one connection to a provider accepts: that of an authority which everybody trusts, or only of the
 * ones that an administrator gave, always for the server's name (RFC 6125); a certificate that was given itself is good
 * under any name. Remembers what the server showed, so that people can compare it. Never accepts just anything.
 */
final class Trust extends X509ExtendedTrustManager {

    private static final int LONGEST = 64 * 1024;
    private static final int MOST = 20;
    private static final String NAME = "SHA-256 ";

    private final Set<X509Certificate> given;
    private final X509ExtendedTrustManager authorities;
    private X509Certificate shown;

    /** @param pem what alone is trusted; empty for the authorities of the Java runtime */
    Trust(String pem) throws GeneralSecurityException {
        given = certificates(pem);
        KeyStore own = null;
        if (!given.isEmpty()) {
            try {
                own = KeyStore.getInstance(KeyStore.getDefaultType());
                own.load(null, null);
                for (X509Certificate certificate : given) {
                    own.setCertificateEntry(fingerprint(certificate), certificate);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(own);
        authorities = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    /** The certificates of a text, each under a line with its name, and nothing else; empty for an empty one. */
    static String read(String field, String text) {
        if (text.isBlank()) {
            return "";
        }
        if (text.length() > LONGEST || text.contains("PRIVATE KEY")) {
            throw new Invalid(field, Refusal.CERTIFICATES_NEEDED);
        }
        StringBuilder out = new StringBuilder();
        try {
            Set<X509Certificate> all = certificates(text);
            if (all.isEmpty() || all.size() > MOST) {
                throw new CertificateException("none, or too many");
            }
            Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
            for (X509Certificate one : all) {
                out.append(NAME).append(fingerprint(one)).append("\n-----BEGIN CERTIFICATE-----\n")
                        .append(lines.encodeToString(one.getEncoded())).append("\n-----END CERTIFICATE-----\n");
            }
        } catch (GeneralSecurityException e) {
            throw new Invalid(field, Refusal.NOT_CERTIFICATES, MOST);
        }
        return out.toString();
    }

    SSLContext context() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {this}, null);
        return context;
    }

    /** The fingerprint of the server's certificate, once it has shown one. */
    Optional<String> shown() {
        return Optional.ofNullable(shown).map(Trust::fingerprint);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        shown = chain[0];
        if (!given.contains(shown)) {
            authorities.checkServerTrusted(chain, type, socket); // the name too, as the socket asks
        }
    }

    private static Set<X509Certificate> certificates(String pem) throws CertificateException {
        Collection<? extends Certificate> all = CertificateFactory.getInstance("X.509").generateCertificates(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        Set<X509Certificate> found = new LinkedHashSet<>();
        all.forEach(one -> found.add((X509Certificate) one));
        return found;
    }

    /** As openssl writes it. */
    private static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }

    // a POP3 client has sockets, and is nobody's server

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("no engine is used here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("the name of the server is not known");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("no client is expected here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("no client is expected here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("no client is expected here");
    }
}
