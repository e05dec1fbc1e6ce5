package org.mercurymail.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.accounts.Fields;
import org.mercurymail.mailbox.SharedFolder;
import org.mercurymail.mailbox.SharedFolders;

/** The folders that a domain owns. Names have levels, and so stand in no path. */
@Path("shared-folders")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class SharedFoldersResource {

    private SharedFolders folders;

    /** For the container's proxy. */
    protected SharedFoldersResource() { }

    @Inject
    public SharedFoldersResource(SharedFolders folders) {
        this.folders = folders;
    }

    record Wanted(String domain, String name) { }

    record Allowed(String domain, String name, String identifier, String rights) { }

    /** A folder as it is. */
    public record Shown(String domain, String name, long messages, long size, List<String> access) {

        static Shown of(SharedFolder folder) {
            return new Shown(folder.domain(), folder.name(), folder.messages(), folder.size(),
                    folder.access().entrySet().stream().map(one -> one.getKey() + ' ' + one.getValue().letters())
                            .toList());
        }
    }

    @GET
    @Operation(summary = "The shared folders of a domain, by name, and who may what in each")
    public Page<Shown> page(@Context SecurityContext security, @QueryParam("domain") String domain) {
        return new Page<>(folders.of(Caller.actor(security), Fields.domain("domain", text(domain))).stream()
                .map(Shown::of).toList(), Optional.empty());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes a shared folder; who may in the one above may in it")
    public Response add(@Context SecurityContext security, Wanted wanted) {
        Shown made = Shown.of(folders.add(Caller.actor(security), Fields.domain("domain", wanted.domain()),
                wanted.name()));
        return Response.status(Response.Status.CREATED).entity(made).build();
    }

    @POST
    @Path("access")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Says what an account of the domain, or anyone in it, may in a shared folder: letters of "
            + "RFC 4314, none to take all away")
    public Shown allow(@Context SecurityContext security, Allowed allowed) {
        return Shown.of(folders.allow(Caller.actor(security), Fields.domain("domain", allowed.domain()),
                allowed.name(), allowed.identifier(), allowed.rights()));
    }

    @DELETE
    @Operation(summary = "Takes a shared folder away with its messages; those below it stay")
    public void remove(@Context SecurityContext security, @QueryParam("domain") String domain,
            @QueryParam("name") String name) {
        folders.remove(Caller.actor(security), Fields.domain("domain", text(domain)), text(name));
    }

    private static String text(String given) {
        return given == null ? "" : given;
    }
}
