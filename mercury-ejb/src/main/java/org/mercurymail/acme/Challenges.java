package org.mercurymail.acme;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.mercurymail.store.AcmeCertificates;
import org.mercurymail.store.StoreUnavailable;

/** What the web server answers to an authority that looks whether a name is ours (RFC 8555 §8.3). */
@ApplicationScoped
public class Challenges {

    private AcmeCertificates store;
    private volatile boolean answering;

    /** For the container's proxy. */
    protected Challenges() { }

    @Inject
    public Challenges(AcmeCertificates store) {
        this.store = store;
    }

    /** The web server is up: from now on an authority may be asked. */
    public void answering() {
        answering = true;
    }

    boolean isAnswering() {
        return answering;
    }

    /** The answer to a token; empty for one that nobody gave us (§8.3: base64url). */
    public Optional<String> answer(String token) {
        try {
            return token.matches("[A-Za-z0-9_-]{1,200}") ? store.answerTo(token) : Optional.empty();
        } catch (StoreUnavailable e) {
            return Optional.empty();
        }
    }
}
