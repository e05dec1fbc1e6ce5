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
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountPatch;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.NewAccount;
import org.mercurymail.accounts.Refusal;

/** Accounts; each sees its own, administrators see all. */
@Path("accounts")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class AccountsResource {

    private AccountService accounts;

    /** For the container's proxy. */
    protected AccountsResource() { }

    @Inject
    public AccountsResource(AccountService accounts) {
        this.accounts = accounts;
    }

    /**
     * An account to be made.
     *
     * @param roles      {@code admin}, {@code maildrop}, {@code admin:firm.test}
     * @param quotaBytes 0 for no limit
     */
    record Wanted(String address, String password, Optional<String> displayName, Optional<List<String>> roles,
            Optional<Long> quotaBytes) {

        @Override
        public String toString() {
            return "account " + address;
        }
    }

    /**
     * What is to change.
     *
     * @param currentPassword needed with {@code password} by whoever is no administrator
     * @param active          false closes the account: no login, no delivery; its mail stays
     */
    record Change(Optional<String> displayName, Optional<List<String>> roles, Optional<Long> quotaBytes,
            Optional<String> password, Optional<String> currentPassword, Optional<Boolean> active) {

        @Override
        public String toString() {
            return "change of an account";
        }

        boolean changesMore() {
            return displayName.isPresent() || roles.isPresent() || quotaBytes.isPresent();
        }

        AccountPatch patch() {
            return new AccountPatch(displayName, roles.map(Set::copyOf), quotaBytes,
                    currentPassword.isPresent() ? Optional.empty() : password);
        }
    }

    /** An account as it is. */
    public record Shown(long id, String address, String displayName, List<String> roles, boolean active,
            long quotaBytes, Optional<Long> usedBytes) {

        static Shown of(Account account, Optional<Long> used) {
            return new Shown(account.id(), account.address().toString(), account.displayName(),
                    account.roles().stream().sorted().toList(), account.active(), account.quotaBytes(), used);
        }
    }

    @GET
    @Operation(summary = "The accounts, in the order they were made; of one domain when it is given")
    public Page<Shown> page(@Context SecurityContext security, @QueryParam("domain") String domain,
            @BeanParam Paging paging) {
        return Page.of(accounts.page(Caller.actor(security), Answers.domain(domain), paging.afterNumber(),
                paging.rows()), paging, account -> Shown.of(account, Optional.empty()),
                account -> Long.toString(account.id()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes an account; it works at once by every protocol")
    public Response add(@Context SecurityContext security, Wanted wanted) {
        Account made = accounts.add(Caller.actor(security), new NewAccount(wanted.address(),
                wanted.displayName().orElse(""), Set.copyOf(wanted.roles().orElse(List.of())), wanted.password(),
                wanted.quotaBytes().orElse(0L)));
        return Answers.created(Shown.of(made, Optional.of(0L)), "accounts", made.address().toString());
    }

    @GET
    @Path("{address}")
    @Operation(summary = "One account, with the octets it uses")
    public Shown account(@Context SecurityContext security, @PathParam("address") String address) {
        Actor actor = Caller.actor(security);
        return shown(actor, found(actor, address).id());
    }

    @PATCH
    @Path("{address}")
    @Consumes({JsonWishes.MERGE_PATCH, MediaType.APPLICATION_JSON})
    @Operation(summary = "Changes an account; active false closes it, and true opens it again with all its mail")
    public Shown change(@Context SecurityContext security, @PathParam("address") String address, Change change) {
        Actor actor = Caller.actor(security);
        Account account = found(actor, address);
        if (change.currentPassword().isPresent() && !actor.owns(account.id())) {
            throw new Invalid("currentPassword", Refusal.OTHERS_PASSWORD);
        }
        if (change.changesMore() || change.password().isPresent() && change.currentPassword().isEmpty()) {
            accounts.change(actor, account.id(), change.patch());
        }
        change.currentPassword().ifPresent(current -> accounts.changePassword(actor, current,
                change.password().orElseThrow(() -> new Invalid("password", Refusal.FIELD_NEEDED))));
        if (change.active().isPresent() && change.active().get()) {
            accounts.reopen(actor, account.id());
        } else if (change.active().isPresent()) {
            accounts.close(actor, account.id());
        }
        return shown(actor, account.id());
    }

    @DELETE
    @Path("{address}")
    @Operation(summary = "Takes an account away with all its mail, for good; active false only closes it")
    public void remove(@Context SecurityContext security, @PathParam("address") String address) {
        Actor actor = Caller.actor(security);
        accounts.delete(actor, found(actor, address).id());
    }

    private Account found(Actor actor, String address) {
        return accounts.account(actor, Answers.address(Refusal.NO_ACCOUNT, address));
    }

    private Shown shown(Actor actor, long id) {
        return Shown.of(accounts.account(actor, id), Optional.of(accounts.usedBytes(actor, id)));
    }
}
