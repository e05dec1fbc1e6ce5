package org.mercurymail.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.mercurymail.wire.TlsFacts;

/**
 * The server's certificate and key. Files that change are read anew within seconds, for the handshakes that follow;
 * a change that cannot be read (half written, key of another certificate) leaves the old ones in use. TLS 1.2 and 1.3
 * with forward secrecy only (RFC 8314 §4, RFC 9325).
 */
public final class Certificates {

    private static final System.Logger LOG = System.getLogger(Certificates.class.getName());
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int HANDSHAKE_SECONDS = 30;
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final Path certificate;
    private final Path key;
    private final AtomicLong nextLook = new AtomicLong();
    private volatile Loaded loaded;

    /** A context, and the state of the files it was made of (or, after a failure, of those that were no good). */
    private record Loaded(SslContext context, List<Object> files) { }

    /**
     * @param certificate PEM, the server's own first
     * @param key         PEM, PKCS #8 without a password
     * @throws IOException naming the file that is no good
     */
    public Certificates(Path certificate, Path key) throws IOException {
        this.certificate = certificate;
        this.key = key;
        this.loaded = load(state());
        nextLook.set(System.nanoTime() + LOOK_EVERY_NANOS);
    }

    /** A handler for the server's side of one new connection. */
    SslHandler handler(ByteBufAllocator allocator) {
        SslHandler handler = current().newHandler(allocator);
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        return handler;
    }

    static TlsFacts facts(ChannelPipeline pipeline) {
        SSLSession session = pipeline.get(SslHandler.class).engine().getSession();
        return new TlsFacts(session.getProtocol(), session.getCipherSuite());
    }

    private SslContext current() {
        long look = nextLook.get();
        long now = System.nanoTime();
        if (now - look >= 0 && nextLook.compareAndSet(look, now + LOOK_EVERY_NANOS)) {
            reloadWhenChanged();
        }
        return loaded.context();
    }

    private void reloadWhenChanged() {
        List<Object> files = loaded.files();
        try {
            files = state();
            if (!files.equals(loaded.files())) {
                loaded = load(files);
                LOG.log(System.Logger.Level.INFO, "event=certificate-reloaded file={0}", certificate);
            }
        } catch (IOException e) {
            loaded = new Loaded(loaded.context(), files);
            LOG.log(System.Logger.Level.WARNING, "event=certificate-kept error=\"{0}\"", e.getMessage());
        }
    }

    private List<Object> state() throws IOException {
        return List.of(changed(certificate), size(certificate), changed(key), size(key));
    }

    private static FileTime changed(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("cannot read " + file);
        }
        return Files.getLastModifiedTime(file);
    }

    private static long size(Path file) throws IOException {
        return Files.size(file);
    }

    private Loaded load(List<Object> files) throws IOException {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(certificate.toFile(), key.toFile());
            return new Loaded(builder.sslProvider(SslProvider.JDK)
                    .protocols(PROTOCOLS)
                    .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .sessionTimeout(TimeUnit.HOURS.toSeconds(1))
                    .build(), files);
        } catch (SSLException | IllegalArgumentException e) {
            throw new IOException("no good certificate and key in " + certificate + " and " + key
                    + " (PEM, the key PKCS #8 without a password): " + e.getMessage(), e);
        }
    }
}
