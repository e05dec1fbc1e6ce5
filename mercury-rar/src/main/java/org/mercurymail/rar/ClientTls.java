package org.mercurymail.rar;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.mercurymail.port.Route;

/**
 * TLS on the way out. A route that requires it checks the chain and the host name (RFC 8314 §3, RFC 6125); an
 * opportunistic one takes any certificate, since the choice would be the clear (RFC 7435).
 */
final class ClientTls {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SSLContext checked;
    private final SSLContext unchecked;

    /** @param trusted PEM file of further authorities, beside the JVM's own; empty for none */
    ClientTls(Optional<Path> trusted) throws IOException, GeneralSecurityException {
        checked = context(trusted.isPresent() ? authorities(trusted.get()) : null);
        unchecked = context(new TrustManager[] {new AnyCertificate()});
    }

    /** The same socket with TLS on, not yet shaken. */
    SSLSocket over(Socket socket, Route route) throws IOException {
        SSLContext context = route.isProved() ? checked : unchecked;
        SSLSocket secure = (SSLSocket) context.getSocketFactory()
                .createSocket(socket, route.host(), route.port(), true);
        secure.setEnabledProtocols(PROTOCOLS);
        if (route.isProved()) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the JDK's name for RFC 6125's rules
            secure.setSSLParameters(parameters);
        }
        return secure;
    }

    private static SSLContext context(TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        return context;
    }

    /** The JVM's authorities and those of the file. */
    private static TrustManager[] authorities(Path file) throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        int number = 0;
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager known) {
                for (X509Certificate certificate : known.getAcceptedIssuers()) {
                    all.setCertificateEntry("jvm" + number++, certificate);
                }
            }
        }
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                all.setCertificateEntry("file" + number++, certificate);
            }
        }
        factory.init(all);
        return factory.getTrustManagers();
    }

    /** Believes everybody. Only for routes that would otherwise go in the clear. */
    private static final class AnyCertificate extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) { }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) { }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) { }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) { }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) { }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) { }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
