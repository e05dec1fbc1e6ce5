package org.mercurymail.acme;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.mercurymail.config.AcmeSettings;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/**
 * Asks an ACME authority for a certificate (RFC 8555), proving each name over HTTP (§8.3). Blocks for some minutes at
 * the most. Keeps nothing.
 */
final class Authority {

    private static final Duration PATIENCE = Duration.ofSeconds(30); // for one answer
    private static final Duration LONGEST = Duration.ofMinutes(2);   // for the authority to make up its mind

    /** Puts the answer to a challenge where the authority will look. */
    @FunctionalInterface
    interface Answering {
        void answer(String token, String answer);
    }

    /** @param pem the chain and the key */
    record Issued(String pem, X509Certificate certificate) { }

    /** There is no certificate; in words, and when the authority says to come again. */
    static final class NotIssued extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Optional<java.time.Instant> again;

        NotIssued(String why, Optional<java.time.Instant> again, Throwable cause) {
            super(why, cause);
            this.again = again;
        }

        Optional<java.time.Instant> again() {
            return again;
        }
    }

    private final AcmeSettings settings;
    private final KeyPair accountKey;
    private final Answering answering;

    Authority(AcmeSettings settings, KeyPair accountKey, Answering answering) {
        this.settings = settings;
        this.accountKey = accountKey;
        this.answering = answering;
    }

    /** @throws NotIssued with the authority's reason, or that of the way to it */
    Issued certificate(String name) throws NotIssued {
        try {
            Order order = account().newOrder().domain(name).create();
            for (Authorization authorization : order.getAuthorizations()) {
                prove(authorization);
            }
            order.waitUntilReady(LONGEST);
            KeyPair key = Pem.newKey();
            order.execute(key);
            if (order.waitForCompletion(LONGEST) != Status.VALID) {
                throw new NotIssued(order.getError().map(Authority::words).orElse("the order is "
                        + order.getStatus()), order.getRetryAfter(), null);
            }
            List<X509Certificate> chain = order.getCertificate().getCertificateChain();
            return new Issued(Pem.of(key, chain), chain.get(0));
        } catch (AcmeRateLimitedException e) {
            throw new NotIssued(words(e.getProblem()), e.getRetryAfter(), e);
        } catch (AcmeException | IOException | GeneralSecurityException | RuntimeException e) {
            throw new NotIssued(words(e), Optional.empty(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotIssued("the server was stopped meanwhile", Optional.empty(), e);
        }
    }

    private Account account() throws AcmeException, IOException, GeneralSecurityException {
        Session session = new Session(settings.directory(), new Provider(trust()));
        session.networkSettings().setTimeout(PATIENCE);
        AccountBuilder account = new AccountBuilder().agreeToTermsOfService().useKeyPair(accountKey);
        settings.contact().ifPresent(address -> account.addEmail(address.toString()));
        settings.account().ifPresent(bound -> account.withKeyIdentifier(bound.id(), bound.mac()));
        return account.create(session); // the one that is there already, if this key has one (RFC 8555 §7.3.1)
    }

    private void prove(Authorization authorization) throws AcmeException, InterruptedException, NotIssued {
        if (authorization.getStatus() == Status.VALID) {
            return;
        }
        Http01Challenge challenge = authorization.findChallenge(Http01Challenge.class).orElseThrow(() ->
                new NotIssued("the authority offers no http-01 challenge", Optional.empty(), null));
        answering.answer(challenge.getToken(), challenge.getAuthorization());
        challenge.trigger();
        if (authorization.waitForCompletion(LONGEST) != Status.VALID) {
            challenge.update();
            throw new NotIssued(challenge.getError().map(Authority::words).orElse("the authority did not find the answer"
                    + " at port 80 of " + authorization.getIdentifier().getDomain()), authorization.getRetryAfter(), null);
        }
    }

    private static String words(Problem problem) {
        return problem.getDetail().or(problem::getTitle).orElse(problem.getType().toString());
    }

    /** The innermost that says anything: acme4j wraps what the network says. */
    private static String words(Throwable trouble) {
        String said = trouble.getMessage() == null ? trouble.getClass().getSimpleName() : trouble.getMessage();
        for (Throwable t = trouble.getCause(); t != null; t = t.getCause()) {
            said = said + ": " + (t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage());
        }
        return said;
    }

    private Optional<SSLContext> trust() throws IOException, GeneralSecurityException {
        Optional<Path> file = settings.authorities();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        int number = 0;
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager known : factory.getTrustManagers()) {
            if (known instanceof X509TrustManager javas) {
                for (X509Certificate certificate : javas.getAcceptedIssuers()) {
                    all.setCertificateEntry("java" + number++, certificate);
                }
            }
        }
        try (InputStream in = Files.newInputStream(file.get())) {
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                all.setCertificateEntry("file" + number++, certificate);
            }
        }
        factory.init(all);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return Optional.of(context);
    }

    /** The protocol without any authority's peculiarities, by our own rules of trust. */
    private static final class Provider extends GenericAcmeProvider {

        private final Optional<SSLContext> trust;

        Provider(Optional<SSLContext> trust) {
            this.trust = trust;
        }

        @Override
        public boolean accepts(URI directory) {
            return true;
        }

        @Override
        public URL resolve(URI directory) {
            try {
                return directory.toURL();
            } catch (java.net.MalformedURLException e) {
                throw new IllegalArgumentException(e);
            }
        }

        @Override
        protected HttpConnector createHttpConnector(NetworkSettings network) {
            return new HttpConnector(network) {
                @Override
                public HttpClient.Builder createClientBuilder() {
                    HttpClient.Builder client = super.createClientBuilder();
                    trust.ifPresent(client::sslContext);
                    return client;
                }
            };
        }
    }
}
