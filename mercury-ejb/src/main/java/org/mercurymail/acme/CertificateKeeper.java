package org.mercurymail.acme;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.mercurymail.config.AcmeSettings;
import org.mercurymail.config.Settings;
import org.mercurymail.store.AcmeCertificates;
import org.mercurymail.store.CertificateRow;
import org.mercurymail.store.StoreUnavailable;

/**
 * Keeps certificates from the authority: asks for what is due, one at a time and on one node, and writes on every node
 * the files that TLS reads. What goes wrong is told and tried again later; the server runs on with what it has.
 */
@Singleton
@Startup
@DependsOn("FirstStart")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CertificateKeeper {

    /** Below the data directory; the adapter reads it. */
    static final String DIRECTORY = "acme";

    private static final System.Logger LOG = System.getLogger(CertificateKeeper.class.getName());
    private static final Duration LEASE = Duration.ofMinutes(15); // longer than an order can take
    private static final Duration ANSWERED = Duration.ofMinutes(10);
    private static final int LONGEST_ERROR = 1000;
    private static final Duration OTHERS = Duration.ofMinutes(1); // how late this node has what another one got

    @Inject
    private Settings settings;
    @Inject
    private AcmeCertificates store;
    @Inject
    private Challenges challenges;
    private Instant nextFiles = Instant.MIN;

    /** For the container. */
    public CertificateKeeper() { }

    @PostConstruct
    void start() {
        store.releaseLeases();
    }

    @Schedule(hour = "*", minute = "*", second = "*/5", persistent = false)
    void look() {
        if (settings.acme().isEmpty() || !challenges.isAnswering()) {
            return;
        }
        AcmeSettings wanted = settings.acme().get();
        try {
            Optional<CertificateRow> due = store.claim(wanted.names(), Instant.now().plus(LEASE));
            due.ifPresent(row -> renew(wanted, row));
            if (due.isPresent() || Instant.now().isAfter(nextFiles)) {
                write(wanted);
                nextFiles = Instant.now().plus(OTHERS);
            }
        } catch (StoreUnavailable e) {
            LOG.log(Level.DEBUG, "event=certificates-put-off reason=\"{0}\"", e.getMessage());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "event=certificate-not-written reason=\"{0}\"", e.toString());
        } catch (RuntimeException e) { // the container would end the timer
            LOG.log(Level.ERROR, "event=certificates-failed", e);
        }
    }

    private void write(AcmeSettings wanted) throws IOException {
        store.want(wanted.names());
        CertificateFiles files = new CertificateFiles(settings.data().resolve(DIRECTORY));
        for (CertificateRow row : store.of(wanted.names())) {
            if (!row.pem().isEmpty() && files.put(row.name(), row.pem())) {
                LOG.log(Level.INFO, "event=certificate-written name={0} until={1}", row.name(),
                        row.notAfter().map(Instant::toString).orElse(""));
            }
        }
    }

    private void renew(AcmeSettings wanted, CertificateRow row) {
        LOG.log(Level.INFO, "event=certificate-asked name={0} of={1}", row.name(), wanted.directory());
        String key = store.accountKey(wanted.directory().toString(), Pem.of(Pem.newKey()));
        Authority authority = new Authority(wanted, Pem.key(key), (token, answer) ->
                store.answer(token, answer, Instant.now().plus(ANSWERED)));
        try {
            Authority.Issued issued = authority.certificate(row.name());
            X509Certificate certificate = issued.certificate();
            Instant end = certificate.getNotAfter().toInstant();
            Instant due = Renewal.after(Instant.now(), certificate.getNotBefore().toInstant(), end, chance());
            store.issued(row.name(), issued.pem(), certificate.getIssuerX500Principal().getName(), end, due);
        } catch (Authority.NotIssued e) {
            String why = e.getMessage().length() > LONGEST_ERROR ? e.getMessage().substring(0, LONGEST_ERROR)
                    : e.getMessage();
            Instant due = Renewal.afterFailure(Instant.now(), row.failures() + 1, e.again(), chance());
            store.failed(row.name(), why, due);
            LOG.log(Level.WARNING, "event=certificate-refused name={0} until={1} again={2} reason=\"{3}\"", row.name(),
                    row.notAfter().map(Instant::toString).orElse("none"), due, why);
        }
    }

    private static double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
