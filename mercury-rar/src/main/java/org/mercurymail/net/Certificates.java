package org.mercurymail.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import org.mercurymail.wire.TlsFacts;

/**
 * The server's certificates: the one for everybody, and those of directories that clients choose by the name they ask
 * for (SNI, RFC 6066 §3), each for the names that stand in it. Files that change, come or go are noticed within
 * seconds, for the handshakes that follow; a change that cannot be read (half written, key of another certificate)
 * leaves the old one in use.
 */
public final class Certificates {

    private static final System.Logger LOG = System.getLogger(Certificates.class.getName());
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LIST_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long WARN_EVERY_NANOS = TimeUnit.DAYS.toNanos(1);
    private static final int HANDSHAKE_SECONDS = 30;
    private static final int MOST_OTHERS = 5000;

    /**
     * @param certificate PEM, the server's own first
     * @param key         PEM, PKCS #8 without a password
     */
    public record Files(Path certificate, Path key) { }

    /**
     * Where Mercury keeps what it got from an authority: a file for each certificate, {@code NAME.pem}, with its key.
     *
     * @param directory need not be there yet
     * @param hostname  of this server: the certificate for it serves everybody, in place of the standard one
     */
    public record Own(Path directory, String hostname) { }

    private final Optional<Path> directory;
    private final Optional<Own> own;
    private final AtomicLong nextLook;
    private final AtomicLong nextList;
    private final AtomicLong nextWarning;
    private volatile LoadedCertificate standard;
    private volatile Map<Path, LoadedCertificate> others = Map.of();
    private volatile Map<String, SslContext> byName = Map.of();

    /**
     * @param standard  for clients that name nobody, or somebody we have nothing for
     * @param directory holds a directory for each further certificate, with {@code fullchain.pem} and
     *                  {@code privkey.pem}, as ACME clients lay them out
     * @throws IOException naming the file that is no good
     */
    public Certificates(Files standard, Optional<Path> directory) throws IOException {
        this(standard, directory, Optional.empty());
    }

    /** The same with those of an authority, which give way to the directory's. */
    public Certificates(Files standard, Optional<Path> directory, Optional<Own> own) throws IOException {
        this.directory = directory;
        this.own = own;
        this.standard = LoadedCertificate.of(standard);
        others = list();
        byName = names(others);
        nextLook = new AtomicLong(System.nanoTime() + LOOK_EVERY_NANOS);
        nextList = new AtomicLong(System.nanoTime() + LIST_EVERY_NANOS);
        nextWarning = new AtomicLong(System.nanoTime());
        warn();
    }

    /** A handler for the server's side of one new connection. */
    ChannelHandler handler(ByteBufAllocator allocator) {
        if (isTime(nextLook, LOOK_EVERY_NANOS)) {
            standard = standard.lookAgain();
        }
        warn();
        if (directory.isEmpty() && own.isEmpty()) {
            return patient(standard.context().newHandler(allocator));
        }
        if (isTime(nextList, LIST_EVERY_NANOS)) {
            listAgain();
        }
        return new SniHandler((name, promise) -> promise.setSuccess(named(name)), 0,
                TimeUnit.SECONDS.toMillis(HANDSHAKE_SECONDS)) {
            @Override
            protected SslHandler newSslHandler(SslContext context, ByteBufAllocator alloc) {
                return patient(super.newSslHandler(context, alloc));
            }
        };
    }

    /** Once a day, and at the start: whoever brought the files may not know that nobody renews them. */
    private void warn() {
        if (isTime(nextWarning, WARN_EVERY_NANOS)) {
            ending(Instant.now()).forEach(ending -> LOG.log(System.Logger.Level.WARNING,
                    "event=certificate-ends file={0} until={1}", ending.files().certificate(), ending.until()));
        }
    }

    /** Those in use that are about to end, or have ended. */
    List<LoadedCertificate> ending(Instant now) {
        return Stream.concat(Stream.of(standard), others.values().stream()).filter(each -> each.isEnding(now)).toList();
    }

    private static SslHandler patient(SslHandler handler) {
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        return handler;
    }

    static TlsFacts facts(ChannelPipeline pipeline) {
        SSLSession session = pipeline.get(SslHandler.class).engine().getSession();
        return new TlsFacts(session.getProtocol(), session.getCipherSuite(), endPoint(session));
    }

    /** The certificate of this session by its signature's hash, but by none weaker than SHA-256 (RFC 5929 §4.1). */
    private static Optional<byte[]> endPoint(SSLSession session) {
        java.security.cert.Certificate[] chain = session.getLocalCertificates();
        if (chain == null || chain.length == 0 || !(chain[0] instanceof X509Certificate own)) {
            return Optional.empty();
        }
        String signature = own.getSigAlgName().toUpperCase(Locale.ROOT);
        if (signature.contains("PSS") || signature.startsWith("ED")) {
            return Optional.empty(); // which hash that would be is not said there: clients differ
        }
        String hash = signature.contains("SHA384") ? "SHA-384" : signature.contains("SHA512") ? "SHA-512" : "SHA-256";
        try {
            return Optional.of(MessageDigest.getInstance(hash).digest(own.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has them, and we have sent it
        }
    }

    private static boolean isTime(AtomicLong next, long every) {
        long due = next.get();
        long now = System.nanoTime();
        return now - due >= 0 && next.compareAndSet(due, now + every);
    }

    /** A wildcard stands for exactly one label (RFC 6125 §6.4.3). */
    private SslContext named(String name) {
        if (name == null) {
            return forEverybody();
        }
        String lower = name.toLowerCase(Locale.ROOT);
        SslContext exact = byName.get(lower);
        int dot = lower.indexOf('.');
        SslContext found = exact != null || dot < 0 ? exact : byName.get("*" + lower.substring(dot));
        return found == null ? forEverybody() : found;
    }

    private SslContext forEverybody() {
        SslContext ours = own.map(o -> byName.get(o.hostname().toLowerCase(Locale.ROOT))).orElse(null);
        return ours == null ? standard.context() : ours;
    }

    private void listAgain() {
        try {
            Map<Path, LoadedCertificate> now = list();
            if (!now.equals(others)) {
                others = now;
                byName = names(now);
                LOG.log(System.Logger.Level.INFO, "event=certificates-listed count={0}", String.valueOf(now.size()));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "event=certificates-kept error=\"{0}\"", e.getMessage());
        }
    }

    /** One that is no good is told of and left out; it must not keep the others from being used. */
    private Map<Path, LoadedCertificate> list() throws IOException {
        Map<Path, LoadedCertificate> all = new HashMap<>();
        if (directory.isPresent()) {
            for (Path place : entries(directory.get(), java.nio.file.Files::isDirectory)) {
                load(place, new Files(place.resolve("fullchain.pem"), place.resolve("privkey.pem")), all);
            }
        }
        if (own.isPresent() && java.nio.file.Files.isDirectory(own.get().directory())) {
            for (Path file : entries(own.get().directory(), file -> file.toString().endsWith(".pem"))) {
                load(file, new Files(file, file), all);
            }
        }
        return Map.copyOf(all);
    }

    private void load(Path place, Files files, Map<Path, LoadedCertificate> all) {
        LoadedCertificate known = others.get(place);
        try {
            all.put(place, known != null ? known.lookAgain() : LoadedCertificate.of(files));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "event=certificate-left-out error=\"{0}\"", e.getMessage());
        }
    }

    private static List<Path> entries(Path where, DirectoryStream.Filter<Path> wanted) throws IOException {
        List<Path> places = new ArrayList<>();
        try (DirectoryStream<Path> entries = java.nio.file.Files.newDirectoryStream(where, wanted)) {
            entries.forEach(places::add);
        } catch (IOException e) {
            throw new IOException("cannot list " + where, e);
        }
        return places.subList(0, Math.min(MOST_OTHERS, places.size()));
    }

    private Map<String, SslContext> names(Map<Path, LoadedCertificate> certificates) {
        Map<String, SslContext> names = new HashMap<>();
        Comparator<Map.Entry<Path, LoadedCertificate>> ownLast = Comparator.comparing(entry ->
                own.isPresent() && entry.getKey().startsWith(own.get().directory()));
        certificates.entrySet().stream().sorted(ownLast.thenComparing(Map.Entry.comparingByKey())).forEach(entry ->
                entry.getValue().names().forEach(name -> names.putIfAbsent(name, entry.getValue().context())));
        return Map.copyOf(names);
    }
}
