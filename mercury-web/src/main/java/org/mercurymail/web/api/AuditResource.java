package org.mercurymail.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.StringReader;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.accounts.AuditEntry;
import org.mercurymail.accounts.AuditLog;

/** Who changed what, by web, REST, command line or mail. */
@Path("audit")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

    private AuditLog audit;

    /** For the container's proxy. */
    protected AuditResource() { }

    @Inject
    public AuditResource(AuditLog audit) {
        this.audit = audit;
    }

    @GET
    @Operation(summary = "The changes, the newest first; of one subject when it is given")
    public JsonObject page(@Context SecurityContext security, @QueryParam("subject") String subject,
            @BeanParam Paging paging) {
        Page<AuditEntry> page = Page.of(audit.page(Caller.actor(security), Optional.ofNullable(subject),
                paging.afterNumber(), paging.rows()), paging, entry -> entry, entry -> Long.toString(entry.id()));
        JsonArrayBuilder items = Json.createArrayBuilder();
        page.items().forEach(entry -> items.add(shown(entry)));
        JsonObjectBuilder answer = Json.createObjectBuilder().add("items", items);
        page.next().ifPresent(next -> answer.add("next", next));
        return answer.build();
    }

    private static JsonObjectBuilder shown(AuditEntry entry) {
        return Json.createObjectBuilder().add("id", entry.id()).add("at", entry.at().toString())
                .add("who", entry.who()).add("via", entry.via()).add("what", entry.what())
                .add("subject", entry.subject()).add("before", facts(entry.before())).add("after", facts(entry.after()));
    }

    /** They are kept as JSON. */
    private static JsonValue facts(Optional<String> json) {
        if (json.isEmpty()) {
            return JsonValue.NULL;
        }
        try (JsonReader reader = Json.createReader(new StringReader(json.get()))) {
            return reader.readObject();
        }
    }
}
