package org.mercurymail.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.ApplicationPassword;
import org.mercurymail.accounts.ApplicationPasswords;
import org.mercurymail.accounts.Refusal;

/** Passwords that the server makes for an account's programs and machines. */
@Path("accounts/{address}/passwords")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class PasswordsResource {

    private AccountService accounts;
    private ApplicationPasswords passwords;

    /** For the container's proxy. */
    protected PasswordsResource() { }

    @Inject
    public PasswordsResource(AccountService accounts, ApplicationPasswords passwords) {
        this.accounts = accounts;
        this.passwords = passwords;
    }

    /** @param label what it is for */
    record Wanted(String label) { }

    /**
     * One of them.
     *
     * @param begins its first letters, which tell it from others
     */
    public record Shown(long id, String label, String begins, Instant created, Optional<Instant> lastUsed,
            String lastFrom) {

        static Shown of(ApplicationPassword password) {
            return new Shown(password.id(), password.label(), password.begins(), password.created(),
                    password.lastUsed(), password.lastFrom());
        }
    }

    /** With its secret, shown this once. */
    public record Made(long id, String label, String password) { }

    /** All of an account's. */
    public record All(List<Shown> items) { }

    @GET
    @Operation(summary = "An account's application passwords, without their secrets")
    public All all(@Context SecurityContext security, @PathParam("address") String address) {
        Actor actor = Caller.actor(security);
        return new All(passwords.of(actor, account(actor, address)).stream().map(Shown::of).toList());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes an application password; the answer alone shows it")
    public Response make(@Context SecurityContext security, @PathParam("address") String address, Wanted wanted) {
        Actor actor = Caller.actor(security);
        ApplicationPassword.Made made = passwords.make(actor, account(actor, address), wanted.label());
        return Answers.created(new Made(made.password().id(), made.password().label(), made.secret()), "accounts",
                address, "passwords", Long.toString(made.password().id()));
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Revokes one; it opens nothing from now on")
    public void revoke(@Context SecurityContext security, @PathParam("address") String address,
            @PathParam("id") String id) {
        Actor actor = Caller.actor(security);
        passwords.revoke(actor, account(actor, address), Answers.number(Refusal.NO_APPLICATION_PASSWORD, id));
    }

    private long account(Actor actor, String address) {
        return accounts.account(actor, Answers.address(Refusal.NO_ACCOUNT, address)).id();
    }
}
