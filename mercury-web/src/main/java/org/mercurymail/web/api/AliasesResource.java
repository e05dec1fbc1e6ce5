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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Alias;
import org.mercurymail.accounts.AliasService;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.mail.Address;

/** Addresses that stand for others. */
@Path("aliases")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class AliasesResource {

    private AliasService aliases;

    /** For the container's proxy. */
    protected AliasesResource() { }

    @Inject
    public AliasesResource(AliasService aliases) {
        this.aliases = aliases;
    }

    record Wanted(String address, List<String> targets) { }

    record Change(Optional<List<String>> targets) { }

    /** An alias as it is. */
    public record Shown(String address, List<String> targets) {

        static Shown of(Alias alias) {
            return new Shown(alias.address().toString(), alias.targets().stream().map(Address::toString).toList());
        }
    }

    @GET
    @Operation(summary = "The aliases, by domain and name; of one domain when it is given")
    public Page<Shown> page(@Context SecurityContext security, @QueryParam("domain") String domain,
            @BeanParam Paging paging) {
        return Page.of(aliases.page(Caller.actor(security), Answers.domain(domain), paging.afterAddress(),
                paging.rows()), paging, Shown::of, alias -> alias.address().toString());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes an alias of addresses here or elsewhere")
    public Response add(@Context SecurityContext security, Wanted wanted) {
        Shown made = Shown.of(aliases.add(Caller.actor(security), wanted.address(), wanted.targets()));
        return Answers.created(made, "aliases", made.address());
    }

    @GET
    @Path("{address}")
    @Operation(summary = "One alias")
    public Shown alias(@Context SecurityContext security, @PathParam("address") String address) {
        return Shown.of(aliases.alias(Caller.actor(security), Answers.address(Refusal.NO_ALIAS, address)));
    }

    @PATCH
    @Path("{address}")
    @Consumes({JsonWishes.MERGE_PATCH, MediaType.APPLICATION_JSON})
    @Operation(summary = "Gives an alias other targets")
    public Shown change(@Context SecurityContext security, @PathParam("address") String address, Change change) {
        Actor actor = Caller.actor(security);
        Address alias = Answers.address(Refusal.NO_ALIAS, address);
        return Shown.of(change.targets().isPresent() ? aliases.change(actor, alias, change.targets().get())
                : aliases.alias(actor, alias));
    }

    @DELETE
    @Path("{address}")
    @Operation(summary = "Takes an alias away")
    public void remove(@Context SecurityContext security, @PathParam("address") String address) {
        aliases.remove(Caller.actor(security), Answers.address(Refusal.NO_ALIAS, address));
    }
}
