package org.mercurymail.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which TLS a server of ours speaks (RFC 8314 §4, RFC 9325): handshakes of two engines, without a socket. */
class LoadedCertificateTest {

    private static final int MOST_TURNS = 100;
    private static final String GCM = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    private static final String CBC = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256";

    @TempDir
    static Path directory;
    private static LoadedCertificate ours;

    @BeforeAll
    static void make() throws IOException {
        ours = LoadedCertificate.of(SelfSigned.in(directory.resolve("tls"), "mail.mercury.test"));
    }

    @Test
    void speaksTls13And12() throws Exception {
        assertEquals("TLSv1.3", handshake("TLSv1.3", "TLS_AES_128_GCM_SHA256"));
        assertEquals("TLSv1.2", handshake("TLSv1.2", GCM));
    }

    /** The key would do for it, and this Java would speak it: we do not. */
    @Test
    void speaksNoCipherWithoutAuthenticatedEncryption() {
        assertThrows(SSLException.class, () -> handshake("TLSv1.2", CBC));
    }

    @Test
    void nothingOlderIsEnabled() {
        SSLEngine engine = ours.context().newEngine(ByteBufAllocator.DEFAULT);
        assertEquals(Set.of("TLSv1.3", "TLSv1.2"), Set.of(engine.getEnabledProtocols()));
    }

    /** The version they agree on. */
    private static String handshake(String protocol, String cipher) throws SSLException, GeneralSecurityException,
            IOException {
        SSLEngine client = client(protocol, cipher);
        SSLEngine server = ours.context().newEngine(ByteBufAllocator.DEFAULT);
        ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
        ByteBuffer toClient = ByteBuffer.allocate(1 << 17);
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < MOST_TURNS; i++) {
            turn(client, toClient, toServer);
            turn(server, toServer, toClient);
            if (isDone(client) && isDone(server)) {
                return server.getSession().getProtocol();
            }
        }
        throw new AssertionError("no end: " + client.getHandshakeStatus() + ", " + server.getHandshakeStatus());
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void turn(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        ByteBuffer plain = ByteBuffer.allocate(1 << 15);
        switch (engine.getHandshakeStatus()) {
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                in.flip();
                try {
                    engine.unwrap(in, plain);
                } finally {
                    in.compact();
                }
            }
            default -> { }
        }
    }

    private static SSLEngine client(String protocol, String cipher) throws GeneralSecurityException, IOException {
        java.security.KeyStore trusted = java.security.KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var in = java.nio.file.Files.newInputStream(ours.files().certificate())) {
            trusted.setCertificateEntry("ours", java.security.cert.CertificateFactory.getInstance("X.509")
                    .generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        TrustManager[] managers = factory.getTrustManagers();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {protocol});
        engine.setEnabledCipherSuites(new String[] {cipher});
        return engine;
    }
}
