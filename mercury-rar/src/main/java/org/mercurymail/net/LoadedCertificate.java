package org.mercurymail.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * One certificate with its key, as it was read, and the state of the files it was read from (or, after a change that
 * was no good, of those). TLS 1.2 and 1.3 with forward secrecy only (RFC 8314 §4, RFC 9325).
 *
 * @param names the DNS names in it, in lower case
 * @param from  when it began to be good
 * @param until when it ends
 */
record LoadedCertificate(Certificates.Files files, List<Object> state, SslContext context, Set<String> names,
        Instant from, Instant until) {

    private static final System.Logger LOG = System.getLogger(Certificates.class.getName());
    private static final int DNS_NAME = 2; // RFC 5280 §4.2.1.6
    private static final Duration SOON = Duration.ofDays(14);
    private static final int LAST_PART = 4;
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    static LoadedCertificate of(Certificates.Files files) throws IOException {
        return load(files, state(files));
    }

    /** This one, or what its files say since they changed. */
    LoadedCertificate lookAgain() {
        List<Object> now = state;
        try {
            now = state(files);
            if (now.equals(state)) {
                return this;
            }
            LoadedCertificate renewed = load(files, now);
            LOG.log(System.Logger.Level.INFO, "event=certificate-reloaded file={0}", files.certificate());
            return renewed;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "event=certificate-kept error=\"{0}\"", e.getMessage());
            return new LoadedCertificate(files, now, context, names, from, until);
        }
    }

    /** In its last 14 days, or last quarter if that is shorter: a renewal, due at two thirds, should have come. */
    boolean isEnding(Instant now) {
        Duration quarter = Duration.between(from, until).dividedBy(LAST_PART);
        return now.isAfter(until.minus(quarter.compareTo(SOON) < 0 ? quarter : SOON));
    }

    private static List<Object> state(Certificates.Files files) throws IOException {
        readable(files.certificate());
        readable(files.key());
        return List.of(Files.getLastModifiedTime(files.certificate()), Files.size(files.certificate()),
                Files.getLastModifiedTime(files.key()), Files.size(files.key()));
    }

    private static void readable(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("cannot read " + file);
        }
    }

    private static LoadedCertificate load(Certificates.Files files, List<Object> state) throws IOException {
        try {
            SslContext context = SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
                    .sslProvider(SslProvider.JDK)
                    .protocols(PROTOCOLS)
                    .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .sessionTimeout(TimeUnit.HOURS.toSeconds(1))
                    .build();
            X509Certificate own = own(files.certificate());
            return new LoadedCertificate(files, state, context, names(own), own.getNotBefore().toInstant(),
                    own.getNotAfter().toInstant());
        } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("no good certificate and key in " + files.certificate() + " and " + files.key()
                    + " (PEM, the key PKCS #8 without a password): " + e.getMessage(), e);
        }
    }

    private static X509Certificate own(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static Set<String> names(X509Certificate certificate) throws GeneralSecurityException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null ? Set.of() : names.stream().filter(name -> name.get(0).equals(DNS_NAME))
                .map(name -> ((String) name.get(1)).toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }
}
