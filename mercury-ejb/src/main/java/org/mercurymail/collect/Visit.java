package org.mercurymail.collect;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.collect.Trouble.Kind;
import org.mercurymail.config.Settings;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.Submission;
import org.mercurymail.intake.Submitted;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.port.Spool;
import org.mercurymail.store.CollectorRow;

/**
 * One visit to a provider's mailbox. A message is marked there as deleted once it is durable here; a visit that breaks
 * off deletes nothing, and the next one finds by the message's key (server, port, login, UIDL and content) what is here
 * already. A message that nobody here takes stays where it is, and the outcome says so.
 */
@ApplicationScoped
public class Visit {

    private static final System.Logger LOG = System.getLogger(Visit.class.getName());
    private static final int MOST_MESSAGES = 1000; // then QUIT, so that what is here is deleted there
    private static final int HEADER_LIMIT = 256 * 1024;

    /**
     * @param collected messages taken over
     * @param trouble   why it was not all; empty when it was
     * @param failed    it came to nothing: the next one is to wait longer
     * @param more      there was no time for all: the next one is to come at once
     */
    record Outcome(int collected, Optional<Trouble> trouble, boolean failed, boolean more) {

        static Outcome failed(Kind kind, Object... values) {
            return new Outcome(0, Optional.of(Trouble.of(kind, values)), true, false);
        }
    }

    /** On the way, since when. */
    private final Map<Pop3Client, Instant> underWay = new ConcurrentHashMap<>();
    /** By collector, the message on which its last visit broke off: the next one goes by it, and gets to the others. */
    private final Map<Long, String> stumbled = new ConcurrentHashMap<>();

    private Settings settings;
    private AccountService accounts;
    private Submission submission;
    private Sorting sorting;
    private Seal seal;

    /** For the container's proxy. */
    protected Visit() { }

    @Inject
    public Visit(Settings settings, AccountService accounts, Submission submission, Sorting sorting, Seal seal) {
        this.settings = settings;
        this.accounts = accounts;
        this.submission = submission;
        this.sorting = sorting;
        this.seal = seal;
    }

    Outcome to(CollectorRow row) {
        Optional<Account> account = accounts.account(row.account()).filter(Account::active);
        if (account.isEmpty()) {
            return Outcome.failed(Kind.ACCOUNT_GONE);
        }
        Instant began = Instant.now();
        try (Pop3Client client = new Pop3Client(settings.collectorSilence())) {
            underWay.put(client, began);
            try {
                return collect(row, account.get().address(), client, began);
            } finally {
                underWay.remove(client);
            }
        } catch (TooLarge e) {
            return Outcome.failed(Kind.STAYS_LARGE, 1, settings.maxSize());
        } catch (Pop3Client.Refused | ProtocolException e) {
            return Outcome.failed(Kind.NOT_POP3, words(e));
        } catch (IOException e) {
            boolean late = began.plus(settings.collectorVisit()).isBefore(Instant.now());
            return late ? Outcome.failed(Kind.TOO_SLOW, settings.collectorVisit().toSeconds())
                    : Outcome.failed(Kind.UNAVAILABLE, words(e));
        }
    }

    /** Ends the visits that have taken too long, at whatever they wait. */
    void breakOffLate() {
        breakOff(Instant.now().minus(settings.collectorVisit()));
    }

    /** Ends the visits that began before then; what they took over stays at the provider too, for the next one. */
    void breakOff(Instant before) {
        underWay.forEach((client, began) -> {
            if (began.isBefore(before)) {
                try {
                    client.close();
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, "event=collector-close", e);
                }
            }
        });
    }

    private Outcome collect(CollectorRow row, Address otherwise, Pop3Client client, Instant began) throws IOException {
        Optional<Trouble> closed = enter(row, client);
        if (closed.isPresent()) {
            return new Outcome(0, closed, true, false);
        }
        Duration visit = settings.collectorVisit();
        Instant enough = began.plus(visit.multipliedBy(2).dividedBy(3));
        List<Pop3Client.Offer> offers = client.offers();
        String avoided = Optional.ofNullable(stumbled.remove(row.id())).orElse("");
        Optional<Trouble> trouble = Optional.empty();
        int collected = 0;
        int left = 0;
        boolean more = false;
        for (Pop3Client.Offer offer : offers) {
            if (collected == MOST_MESSAGES || Instant.now().isAfter(enough)) {
                more = true;
                break;
            }
            Optional<Trouble> why = !avoided.isEmpty() && offer.uid().equals(avoided)
                    ? Optional.of(Trouble.of(Kind.STAYS_STUMBLED)) : take(row, otherwise, client, offer);
            if (why.isEmpty()) {
                client.delete(offer.number());
                collected++;
            } else {
                left++;
                trouble = why;
            }
        }
        client.quit();
        return new Outcome(collected, counted(trouble, left), false, more && collected > 0);
    }

    /** Logs in. Why it could not; empty when it did. */
    private Optional<Trouble> enter(CollectorRow row, Pop3Client client) throws IOException {
        try {
            String secret = seal.open(row.secret(), CollectorService.purpose(row));
            Trust trust = new Trust(row.certificate());
            try {
                client.connect(row.server(), row.port(), Collector.Tls.valueOf(row.tls()), trust);
            } catch (SSLException e) {
                if (e.getCause() instanceof CertificateException why) {
                    return Optional.of(Trouble.of(Kind.CERTIFICATE_REFUSED, trust.shown().orElse(""), words(why)));
                }
                throw e;
            }
            client.login(row.login(), secret);
            return Optional.empty();
        } catch (Pop3Client.NoStls e) {
            return Optional.of(Trouble.of(Kind.NO_STLS));
        } catch (Pop3Client.Refused e) {
            return Optional.of(Trouble.of(Kind.LOGIN_REFUSED, words(e)));
        } catch (GeneralSecurityException e) {
            return Optional.of(Trouble.of(Kind.SECRET_UNREADABLE));
        }
    }

    /** Why it was not taken over; empty when it was. */
    private Optional<Trouble> take(CollectorRow row, Address otherwise, Pop3Client client, Pop3Client.Offer offer)
            throws IOException {
        if (offer.uid().isEmpty()) {
            return Optional.of(Trouble.of(Kind.STAYS_NAMELESS));
        }
        if (offer.size() > settings.maxSize()) {
            return Optional.of(Trouble.of(Kind.STAYS_LARGE, settings.maxSize()));
        }
        Path directory = settings.data().resolve("spool");
        Files.createDirectories(directory);
        try (Spool spool = new Spool(directory)) {
            String key = retrieve(row, client, offer, spool);
            HeaderFields header = header(spool);
            Sorting.Sorted sorted = row.domain().map(domain -> sorting.sort(header, domain, otherwise))
                    .orElse(new Sorting.Sorted(List.of(otherwise), Optional.empty()));
            if (sorted.heldUp().isPresent()) {
                return refused(sorted.recipients().get(0) + ": " + sorted.heldUp().get());
            }
            Submitted outcome = submit(row, header, sorted.recipients(), spool, key);
            if (outcome instanceof Submitted.Rejected rejected && rejected.status().isPermanent()
                    && !sorted.recipients().equals(List.of(otherwise))) {
                outcome = submit(row, header, List.of(otherwise), spool, key);
            }
            if (outcome instanceof Submitted.Rejected rejected) {
                return refused(rejected.status().toString());
            }
            LOG.log(Level.INFO, "event=collected msg={0} server={1} login=\"{2}\"",
                    ((Submitted.Accepted) outcome).id(), row.server(), row.login());
            return Optional.empty();
        }
    }

    /** @return the key, with the content in it, since some servers give a UIDL again */
    private String retrieve(CollectorRow row, Pop3Client client, Pop3Client.Offer offer, Spool spool)
            throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            client.retrieve(offer.number(), new DigestOutputStream(new Limited(spool, settings.maxSize()), digest));
            digest.update((row.login() + "\0" + offer.uid()).getBytes(StandardCharsets.UTF_8));
            return row.server() + " " + row.port() + " " + HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            stumbled.put(row.id(), offer.uid());
            throw e;
        }
    }

    private Submitted submit(CollectorRow row, HeaderFields header, List<Address> recipients, Spool spool, String key) {
        Optional<Address> sender = header.first("Return-Path").map(HeaderFields.Field::value)
                .map(value -> value.replaceAll("[<>\\s]", "")).flatMap(Address::parse);
        return submission.submit(new Origin.Collected(row.server()), Envelope.of(sender, recipients), spool,
                Optional.of(key));
    }

    private static HeaderFields header(Spool spool) throws IOException {
        try (InputStream in = spool.open(0, HEADER_LIMIT)) {
            return HeaderFields.of(in.readAllBytes());
        }
    }

    private static Optional<Trouble> refused(String why) {
        return Optional.of(Trouble.of(Kind.STAYS_REFUSED, why));
    }

    /** The last message's trouble, with how many stay. */
    private static Optional<Trouble> counted(Optional<Trouble> trouble, int left) {
        return trouble.map(last -> Trouble.of(last.kind(),
                Stream.concat(Stream.of(left), last.values().stream()).toArray()));
    }

    private static String words(Exception e) {
        String text = e instanceof UnknownHostException ? "its name is not known: " + e.getMessage()
                : Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Ends what never ends. */
    private static final class Limited extends FilterOutputStream {

        private long left;

        Limited(OutputStream out, long limit) {
            super(out);
            this.left = limit;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            left -= length;
            if (left < 0) {
                throw new TooLarge();
            }
            out.write(bytes, offset, length);
        }
    }
}
