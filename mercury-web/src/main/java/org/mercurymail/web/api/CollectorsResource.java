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
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.collect.Collector;
import org.mercurymail.collect.CollectorService;
import org.mercurymail.collect.NewCollector;
import org.mercurymail.mail.Address;
import org.mercurymail.web.Troubles;

/** Mailboxes at providers whose mail is fetched. */
@Path("collectors")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class CollectorsResource {

    private CollectorService collectors;

    /** For the container's proxy. */
    protected CollectorsResource() { }

    @Inject
    public CollectorsResource(CollectorService collectors) {
        this.collectors = collectors;
    }

    /**
     * A collector to be made.
     *
     * @param tls             {@code tls} (as usual), {@code stls} or {@code none}
     * @param certificate     PEM of what alone is trusted; none: the usual authorities
     * @param secret          the password at the provider
     * @param intervalSeconds between two visits; 300 as usual
     * @param domain          one of ours whose accounts the mail is sorted to; none: all of it goes to the account
     * @param account         who gets it, or what fits nobody
     */
    record Wanted(String server, Optional<Long> port, Optional<String> tls, Optional<String> certificate,
            String login, String secret, Optional<Long> intervalSeconds, Optional<String> domain, String account,
            Optional<Boolean> active) {

        @Override
        public String toString() {
            return "collector of " + login + " at " + server;
        }
    }

    record Change(Optional<String> server, Optional<Long> port, Optional<String> tls, Patched<String> certificate,
            Optional<String> login, Optional<String> secret, Optional<Long> intervalSeconds, Patched<String> domain,
            Optional<String> account, Optional<Boolean> active) {

        @Override
        public String toString() {
            return "change of a collector";
        }
    }

    /**
     * A collector as it is, without its secret.
     *
     * @param nextVisit not while there is one, nor when it is not active
     * @param outcome   of the last visit, a sentence; empty when all was well
     * @param trouble   the same as a code
     * @param failures  visits in a row that came to nothing
     */
    public record Shown(long id, String server, int port, String tls, Optional<String> certificate, String login,
            long intervalSeconds, Optional<String> domain, Optional<String> account, boolean active,
            Optional<Instant> visited, Optional<Instant> nextVisit, String outcome, Optional<String> trouble,
            int failures, long collected) {

        static Shown of(Collector one) {
            return new Shown(one.id(), one.server(), one.port(), one.tls().name().toLowerCase(Locale.ROOT),
                    Optional.of(one.certificate()).filter(pem -> !pem.isEmpty()), one.login(),
                    one.interval().toSeconds(), one.domain(), one.account().map(Address::toString), one.active(),
                    one.visited(), one.next(),
                    one.trouble().map(trouble -> Troubles.words(Locale.ENGLISH, trouble)).orElse(""),
                    one.trouble().map(trouble -> trouble.kind().code()), one.failures(), one.collected());
        }
    }

    @GET
    @Operation(summary = "The collectors, in the order they were made")
    public Page<Shown> page(@Context SecurityContext security, @BeanParam Paging paging) {
        return Page.of(collectors.page(Caller.actor(security), paging.afterNumber(), paging.rows()), paging,
                Shown::of, one -> Long.toString(one.id()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes a collector; its first visit comes within seconds")
    public Response add(@Context SecurityContext security, Wanted wanted) {
        String tls = wanted.tls().orElse("tls");
        Shown made = Shown.of(collectors.add(Caller.actor(security), new NewCollector(wanted.server(),
                small("port", wanted.port().orElse(tls.equals("tls") ? 995L : 110L)), tls,
                wanted.certificate(), wanted.login(), Optional.of(wanted.secret()), small("intervalSeconds", wanted.intervalSeconds().orElse(300L)),
                wanted.domain(), wanted.account(), wanted.active().orElse(true))));
        return Answers.created(made, "collectors", Long.toString(made.id()));
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One collector, with how its last visit ended")
    public Shown collector(@Context SecurityContext security, @PathParam("id") String id) {
        return Shown.of(collectors.collector(Caller.actor(security), Answers.number(Refusal.NO_COLLECTOR, id)));
    }

    @PATCH
    @Path("{id}")
    @Consumes({JsonWishes.MERGE_PATCH, MediaType.APPLICATION_JSON})
    @Operation(summary = "Changes a collector; another server, login or certificate needs its secret again")
    public Shown change(@Context SecurityContext security, @PathParam("id") String id, Change change) {
        Actor actor = Caller.actor(security);
        Shown before = Shown.of(collectors.collector(actor, Answers.number(Refusal.NO_COLLECTOR, id)));
        return Shown.of(collectors.change(actor, before.id(), new NewCollector(
                change.server().orElse(before.server()), small("port", change.port().orElse((long) before.port())),
                change.tls().orElse(before.tls()),
                change.certificate().isNamed() ? change.certificate().value() : before.certificate(), change.login().orElse(before.login()), change.secret(),
                small("intervalSeconds", change.intervalSeconds().orElse(before.intervalSeconds())),
                change.domain().isNamed() ? change.domain().value() : before.domain(),
                change.account().or(before::account).orElse(""), change.active().orElse(before.active()))));
    }

    @POST
    @Path("{id}/visit")
    @Operation(summary = "Visits the provider now")
    public void visit(@Context SecurityContext security, @PathParam("id") String id) {
        collectors.visitNow(Caller.actor(security), Answers.number(Refusal.NO_COLLECTOR, id));
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Takes a collector away; what it fetched stays")
    public void remove(@Context SecurityContext security, @PathParam("id") String id) {
        collectors.delete(Caller.actor(security), Answers.number(Refusal.NO_COLLECTOR, id));
    }

    private static int small(String field, long number) {
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new Invalid(field, Refusal.NUMBER_TOO_LARGE);
        }
        return (int) number;
    }
}
