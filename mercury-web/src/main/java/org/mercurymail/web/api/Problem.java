package org.mercurymail.web.api;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.mercurymail.accounts.Forbidden;

/**
 * Errors as {@code application/problem+json} (RFC 9457 §3): what happened, in words fit for the caller's eyes, and
 * {@code field} (§3.2) where one field of what was asked is to blame, {@code code} where a program must tell one reason
 * from others.
 */
final class Problem {

    static final String TYPE = "application/problem+json";
    static final int UNPROCESSABLE = 422; // RFC 9110 §15.5.21; Response.Status has no name for it

    private Problem() { }

    static Response.ResponseBuilder of(Response.StatusType status, String detail) {
        return problem(status.getStatusCode(), status.getReasonPhrase(), detail, Optional.empty(), Optional.empty());
    }

    static Response.ResponseBuilder of(Forbidden forbidden) {
        return problem(403, "Forbidden", forbidden.getMessage(), Optional.empty(), forbidden.code());
    }

    /** One field cannot be as it is. */
    static Response.ResponseBuilder ofField(String field, String detail) {
        return problem(UNPROCESSABLE, "Unprocessable Content", detail, Optional.of(field), Optional.empty());
    }

    static Response.ResponseBuilder forbiddenField(String field, String detail) {
        return problem(403, "Forbidden", detail, Optional.of(field), Optional.empty());
    }

    private static Response.ResponseBuilder problem(int status, String title, String detail, Optional<String> field,
            Optional<String> code) {
        JsonObjectBuilder json = Json.createObjectBuilder().add("type", "about:blank").add("title", title)
                .add("status", status).add("detail", detail);
        field.ifPresent(name -> json.add("field", name));
        code.ifPresent(word -> json.add("code", word));
        return Response.status(status).type(TYPE).entity(json.build().toString());
    }
}
