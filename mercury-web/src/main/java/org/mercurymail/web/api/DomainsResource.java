package org.mercurymail.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.DomainService;
import org.mercurymail.accounts.HostedDomain;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;

/** The domains whose mail is ours. */
@Path("domains")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class DomainsResource {

    private DomainService domains;

    /** For the container's proxy. */
    protected DomainsResource() { }

    @Inject
    public DomainsResource(DomainService domains) {
        this.domains = domains;
    }

    /**
     * A domain to be made.
     *
     * @param aliasOf  the domain it shall be another name of
     * @param catchAll the account that gets what no address of the domain takes
     */
    record Wanted(String name, Optional<String> aliasOf, Optional<String> catchAll) { }

    /**
     * What is to change; a limit of 0 is none.
     *
     * @param active              false closes the domain: no login, no delivery; all it has stays
     * @param limitAccounts       of its accounts
     * @param limitQuotaBytes     of the quotas of all of them
     * @param limitSizeBytes      of a message that one of them gets or hands over
     * @param limitMessagesPerHour that they hand over
     */
    record Change(Patched<String> aliasOf, Patched<String> catchAll, Optional<Boolean> active,
            Optional<Long> limitAccounts, Optional<Long> limitQuotaBytes, Optional<Long> limitSizeBytes,
            Optional<Long> limitMessagesPerHour) {

        HostedDomain.Limits limits(HostedDomain.Limits now) {
            return new HostedDomain.Limits(limitAccounts.orElse(now.accounts()), limitQuotaBytes.orElse(now.quotaBytes()),
                    limitSizeBytes.orElse(now.sizeBytes()), limitMessagesPerHour.orElse(now.messagesPerHour()));
        }
    }

    /** A domain as it is. */
    public record Shown(String name, Optional<String> aliasOf, Optional<String> catchAll, boolean active,
            long limitAccounts, long limitQuotaBytes, long limitSizeBytes, long limitMessagesPerHour) {

        static Shown of(HostedDomain domain) {
            return new Shown(domain.name().name(), domain.aliasOf().map(Domain::name),
                    domain.catchAll().map(Address::toString), domain.active(), domain.limits().accounts(),
                    domain.limits().quotaBytes(), domain.limits().sizeBytes(), domain.limits().messagesPerHour());
        }
    }

    @GET
    @Operation(summary = "The domains, by name")
    public Page<Shown> page(@Context SecurityContext security, @BeanParam Paging paging) {
        return Page.of(domains.page(Caller.actor(security), paging.after(), paging.rows()), paging, Shown::of,
                domain -> domain.name().name());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes a domain, or another name of one")
    public Response add(@Context SecurityContext security, Wanted wanted) {
        Shown made = Shown.of(domains.add(Caller.actor(security), wanted.name(), wanted.aliasOf(),
                wanted.catchAll()));
        return Answers.created(made, "domains", made.name());
    }

    @GET
    @Path("{name}")
    @Operation(summary = "One domain")
    public Shown domain(@Context SecurityContext security, @PathParam("name") String name) {
        return Shown.of(domains.domain(Caller.actor(security), name));
    }

    @PATCH
    @Path("{name}")
    @Consumes({JsonWishes.MERGE_PATCH, MediaType.APPLICATION_JSON})
    @Operation(summary = "Changes what a domain is another name of, or its catch-all account, which null takes away; active "
            + "false closes it, and true opens it again; limits of its accounts together, 0 for none")
    public Shown change(@Context SecurityContext security, @PathParam("name") String name, Change change) {
        Actor actor = Caller.actor(security);
        HostedDomain now = domains.domain(actor, name);
        if (change.aliasOf().isNamed()) {
            now = domains.setAliasOf(actor, name, change.aliasOf().value());
        }
        if (change.catchAll().isNamed()) {
            now = domains.setCatchAll(actor, name, change.catchAll().value());
        }
        if (!change.limits(now.limits()).equals(now.limits())) {
            now = domains.setLimits(actor, name, change.limits(now.limits()));
        }
        if (change.active().isPresent()) {
            now = change.active().get() ? domains.reopen(actor, name) : domains.close(actor, name);
        }
        return Shown.of(now);
    }

    @DELETE
    @Path("{name}")
    @Operation(summary = "Takes a domain away that has no address left")
    public void remove(@Context SecurityContext security, @PathParam("name") String name) {
        domains.remove(Caller.actor(security), name);
    }
}
