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
import org.mercurymail.accounts.Refusal;
import org.mercurymail.lists.ListPatch;
import org.mercurymail.lists.ListService;
import org.mercurymail.lists.MailingList;
import org.mercurymail.lists.NewList;
import org.mercurymail.mail.Address;

/** Distribution lists; owners see their own, and keep their members. */
@Path("lists")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class ListsResource {

    private ListService lists;

    /** For the container's proxy. */
    protected ListsResource() { }

    @Inject
    public ListsResource(ListService lists) {
        this.lists = lists;
    }

    /**
     * A list to be made.
     *
     * @param post     {@code anyone}, {@code members} (as usual) or {@code owners}
     * @param open     whether people may subscribe themselves (as usual)
     * @param language {@code en} (as usual) or {@code fr}
     * @param copies   {@code auto} (as usual), {@code personal} or {@code shared}
     */
    record Wanted(String address, Optional<String> name, Optional<String> post, Optional<Boolean> open,
            Optional<String> language, Optional<String> subjectPrefix, Optional<String> copies,
            Optional<List<String>> owners) {

        NewList list() {
            NewList usual = NewList.of(address, post.orElse("members"), owners.orElse(List.of()));
            return new NewList(address, name.orElse(usual.name()), usual.post(), open.orElse(usual.open()),
                    language.orElse(usual.language()), subjectPrefix.orElse(usual.subjectPrefix()),
                    copies.orElse(usual.copies()), usual.owners());
        }
    }

    record Change(Optional<String> name, Optional<String> post, Optional<Boolean> open, Optional<String> language,
            Optional<String> subjectPrefix, Optional<String> copies, Optional<List<String>> owners) { }

    /** A list as it is. */
    public record Shown(long id, String address, String name, String post, boolean open, String language,
            String subjectPrefix, String copies, List<String> owners, long members) {

        static Shown of(MailingList list) {
            return new Shown(list.id(), list.address().toString(), list.name(), list.post().toString(), list.open(),
                    list.language().toString(), list.subjectPrefix(), list.copies().toString(),
                    list.owners().stream().map(Address::toString).toList(), list.members());
        }
    }

    @GET
    @Operation(summary = "The lists, by domain and name; of one domain when it is given")
    public Page<Shown> page(@Context SecurityContext security, @QueryParam("domain") String domain,
            @BeanParam Paging paging) {
        return Page.of(lists.page(Caller.actor(security), Answers.domain(domain), paging.afterAddress(),
                paging.rows()), paging, Shown::of, list -> list.address().toString());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes a list")
    public Response add(@Context SecurityContext security, Wanted wanted) {
        Shown made = Shown.of(lists.add(Caller.actor(security), wanted.list()));
        return Answers.created(made, "lists", made.address());
    }

    @GET
    @Path("{address}")
    @Operation(summary = "One list")
    public Shown list(@Context SecurityContext security, @PathParam("address") String address) {
        return Shown.of(lists.list(Caller.actor(security), Answers.address(Refusal.NO_LIST, address)));
    }

    @PATCH
    @Path("{address}")
    @Consumes({JsonWishes.MERGE_PATCH, MediaType.APPLICATION_JSON})
    @Operation(summary = "Changes a list")
    public Shown change(@Context SecurityContext security, @PathParam("address") String address, Change change) {
        return Shown.of(lists.change(Caller.actor(security), Answers.address(Refusal.NO_LIST, address),
                new ListPatch(change.name(), change.post(), change.open(), change.language(),
                        change.subjectPrefix(), change.copies(), change.owners())));
    }

    @DELETE
    @Path("{address}")
    @Operation(summary = "Takes a list away with its members")
    public void remove(@Context SecurityContext security, @PathParam("address") String address) {
        lists.remove(Caller.actor(security), Answers.address(Refusal.NO_LIST, address));
    }
}
