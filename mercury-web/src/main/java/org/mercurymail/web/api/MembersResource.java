package org.mercurymail.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.lists.Imported;
import org.mercurymail.lists.ListService;
import org.mercurymail.lists.Member;

/** Who gets what is posted to a list. */
@Path("lists/{list}/members")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class MembersResource {

    private ListService lists;

    /** For the container's proxy. */
    protected MembersResource() { }

    @Inject
    public MembersResource(ListService lists) {
        this.lists = lists;
    }

    /** A line that was not taken, and why. */
    public record Refused(int line, String reason) { }

    /** What became of an import. */
    public record Loaded(int added, int already, List<Refused> refused) { }

    /** The type of an import; RFC 7111. */
    static final String CSV = "text/csv";

    private static final long LARGEST_IMPORT = 4 << 20;

    record Wanted(String address) { }

    /** A member as it is. */
    public record Shown(String address, Instant since, int bounces, Optional<Instant> lastBounce, String lastReason) {

        static Shown of(Member member) {
            return new Shown(member.address().toString(), member.since(), member.bounces(), member.lastBounce(),
                    member.lastReason());
        }
    }

    @GET
    @Operation(summary = "A list's members, by address; those whose address holds q when it is given")
    public Page<Shown> page(@Context SecurityContext security, @PathParam("list") String list,
            @QueryParam("q") @DefaultValue("") String text, @BeanParam Paging paging) {
        return Page.of(lists.members(Caller.actor(security), Answers.address(Refusal.NO_LIST, list), text,
                paging.afterAddress(), paging.rows()), paging, Shown::of, member -> member.address().toString());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Adds one member")
    public Response add(@Context SecurityContext security, @PathParam("list") String list, Wanted wanted) {
        Shown made = Shown.of(lists.addMember(Caller.actor(security), Answers.address(Refusal.NO_LIST, list),
                wanted.address()));
        return Answers.created(made, "lists", list, "members", made.address());
    }

    @POST
    @Consumes(CSV)
    @Operation(summary = "Adds many: one address a line, or CSV with a column of addresses; bad lines are named with "
            + "the reason, the rest is taken")
    public Loaded load(@Context SecurityContext security, @PathParam("list") String list, InputStream text) {
        Imported imported = lists.importMembers(Caller.actor(security), Answers.address(Refusal.NO_LIST, list),
                new Bounded(text, LARGEST_IMPORT));
        return new Loaded(imported.added(), imported.already(), imported.refused().stream()
                .map(line -> new Refused(line.line(), line.why().getMessage())).toList());
    }

    @DELETE
    @Path("{address}")
    @Operation(summary = "Takes a member away")
    public void remove(@Context SecurityContext security, @PathParam("list") String list,
            @PathParam("address") String address) {
        lists.removeMember(Caller.actor(security), Answers.address(Refusal.NO_LIST, list),
                Answers.address(Refusal.NO_MEMBER, address));
    }
}
