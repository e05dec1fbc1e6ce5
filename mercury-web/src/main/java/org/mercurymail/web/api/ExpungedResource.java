package org.mercurymail.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.mailbox.ExpungedMessage;
import org.mercurymail.mailbox.Undelete;

/** What an account expunged and can still take back. */
@Path("accounts/{address}/expunged")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class ExpungedResource {

    private AccountService accounts;
    private Undelete undelete;

    /** For the container's proxy. */
    protected ExpungedResource() { }

    @Inject
    public ExpungedResource(AccountService accounts, Undelete undelete) {
        this.accounts = accounts;
        this.undelete = undelete;
    }

    record Wanted(List<String> ids) { }

    /** How many it concerned; what was gone meanwhile is not counted. */
    public record Done(long messages) { }

    @GET
    @Operation(summary = "What was expunged and can come back, the latest first")
    public Page<ExpungedMessage> page(@Context SecurityContext security, @PathParam("address") String address,
            @BeanParam Paging paging) {
        Actor actor = Caller.actor(security);
        return Page.of(undelete.page(actor, account(actor, address), paging.after(), paging.rows()), paging,
                message -> message, ExpungedMessage::id);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Takes messages back: to where they were, or to the INBOX when that folder is gone")
    public Done restore(@Context SecurityContext security, @PathParam("address") String address, Wanted wanted) {
        Actor actor = Caller.actor(security);
        return new Done(undelete.restore(actor, account(actor, address), wanted.ids()));
    }

    @DELETE
    @Operation(summary = "Lets messages go for good: those whose id is given, or all")
    public Done purge(@Context SecurityContext security, @PathParam("address") String address,
            @QueryParam("id") List<String> ids) {
        Actor actor = Caller.actor(security);
        return new Done(undelete.purge(actor, account(actor, address), ids));
    }

    private long account(Actor actor, String address) {
        return accounts.account(actor, Answers.address(Refusal.NO_ACCOUNT, address)).id();
    }
}
