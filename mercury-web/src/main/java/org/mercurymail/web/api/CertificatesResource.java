package org.mercurymail.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.acme.CertificateService;
import org.mercurymail.store.CertificateRow;

/** The certificates that come from an ACME authority. */
@Path("certificates")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class CertificatesResource {

    private CertificateService certificates;

    /** For the container's proxy. */
    protected CertificatesResource() { }

    @Inject
    public CertificatesResource(CertificateService certificates) {
        this.certificates = certificates;
    }

    /**
     * One certificate.
     *
     * @param notAfter when it ends; none before the first came
     * @param attempted when the authority was last asked
     * @param due      when it will be asked next
     * @param failures how often in vain since the last success
     * @param error    what went wrong then
     */
    public record Shown(String name, String issuer, Optional<Instant> notAfter, Optional<Instant> attempted, Instant due,
            int failures, String error) {

        static Shown of(CertificateRow row) {
            return new Shown(row.name(), row.issuer(), row.notAfter(), row.attempted(), row.due(), row.failures(),
                    row.error());
        }
    }

    @GET
    @Operation(summary = "The certificates that come from an ACME authority, by name")
    public Page<Shown> page(@Context SecurityContext security, @BeanParam Paging paging) {
        return Page.of(certificates.all(Caller.actor(security)).stream()
                .filter(row -> row.name().compareTo(paging.after()) > 0).limit(paging.rows()).toList(), paging,
                Shown::of, CertificateRow::name);
    }

    @POST
    @Path("{name}/renew")
    @Operation(summary = "Asks the authority for a new certificate within seconds")
    public void renew(@Context SecurityContext security, @PathParam("name") String name) {
        certificates.renew(Caller.actor(security), name);
    }
}
