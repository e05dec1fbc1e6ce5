package org.mercurymail.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What this interface offers, for programs; there is nothing of anybody's in it. */
@Path("openapi")
@RequestScoped
@AllowedTo(AllowedTo.ANYBODY)
@Produces(MediaType.APPLICATION_JSON)
public class DescriptionResource {

    private static final JsonObject DESCRIPTION = new Description(StatusResource.VERSION).of(ApiV1.RESOURCES);

    @GET
    @Operation(summary = "This description")
    public JsonObject description() {
        return DESCRIPTION;
    }
}
