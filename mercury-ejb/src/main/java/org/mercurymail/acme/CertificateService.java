package org.mercurymail.acme;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.accounts.Right;
import org.mercurymail.config.AcmeSettings;
import org.mercurymail.config.Settings;
import org.mercurymail.store.AcmeCertificates;
import org.mercurymail.store.CertificateRow;

/** The certificates of an authority as administrators see them and hasten them. Never gives a key away. */
@ApplicationScoped
public class CertificateService {

    private Settings settings;
    private AcmeCertificates store;

    /** For the container's proxy. */
    protected CertificateService() { }

    @Inject
    public CertificateService(Settings settings, AcmeCertificates store) {
        this.settings = settings;
        this.store = store;
    }

    /** One for each configured name; none without an authority. Their {@code pem} is empty here. */
    public List<CertificateRow> all(Actor actor) {
        Right.SEE_CERTIFICATES.require(actor);
        return store.of(names()).stream().map(row -> new CertificateRow(row.name(), "", row.issuer(), row.notAfter(),
                row.attempted(), row.due(), row.failures(), row.error())).toList();
    }

    /** The authority is asked within seconds. */
    public void renew(Actor actor, String name) {
        Right.CHANGE_CERTIFICATES.require(actor);
        String known = name.toLowerCase(Locale.ROOT);
        if (!names().contains(known) || !store.hasten(actor.doer(), known)) {
            throw new Missing(Refusal.NO_CERTIFICATE, name);
        }
    }

    private List<String> names() {
        return settings.acme().map(AcmeSettings::names).orElse(List.of());
    }
}
