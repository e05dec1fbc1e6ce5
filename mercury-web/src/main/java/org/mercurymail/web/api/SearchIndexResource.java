package org.mercurymail.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.mailbox.TextSearch;

/** The index that searches ask: how far it is, and having it made anew. */
@Path("search-index")
@RequestScoped
@AllowedTo(AllowedTo.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
public class SearchIndexResource {

    private TextSearch texts;

    /** For the container's proxy. */
    protected SearchIndexResource() { }

    @Inject
    public SearchIndexResource(TextSearch texts) {
        this.texts = texts;
    }

    /**
     * How far it is.
     *
     * @param waiting messages that are not in it yet and are read instead; counted up to a million
     */
    public record Shown(int waiting) { }

    @GET
    @Operation(summary = "How many messages wait to be indexed, counted up to a million")
    public Shown show(@Context SecurityContext security) {
        return new Shown(texts.waiting(Caller.actor(security)));
    }

    @POST
    @Path("rebuild")
    @Operation(summary = "Forgets the index of texts and makes it anew in the background; searches stay right")
    public Shown rebuild(@Context SecurityContext security) {
        return new Shown(texts.rebuild(Caller.actor(security)));
    }
}
