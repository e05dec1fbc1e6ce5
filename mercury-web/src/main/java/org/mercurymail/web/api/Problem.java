package org.mercurymail.web.api;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refused;
import org.mercurymail.accounts.Taken;

/**
 * Errors as {@code application/problem+json} (RFC 9457 §3): what happened, in words fit for the caller's eyes, and,
 * where they are known (§3.2), {@code code}, for programs, and {@code field}, which of what was asked is to blame.
 */
final class Problem {

    static final String TYPE = "application/problem+json";
    static final int UNPROCESSABLE = 422; // RFC 9110 §15.5.21; Response.Status has no name for it
    private static final String UNPROCESSABLE_TITLE = "Unprocessable Content";

    private Problem() { }

    static Response.ResponseBuilder of(Response.StatusType status, String detail) {
        return problem(status.getStatusCode(), status.getReasonPhrase(), detail, Optional.empty(), Optional.empty());
    }

    /** What a service refuses. */
    static Response.ResponseBuilder of(Refused refused) {
        Response.StatusType status = refused instanceof Missing ? Response.Status.NOT_FOUND
                : refused instanceof Taken ? Response.Status.CONFLICT : Response.Status.FORBIDDEN;
        Optional<String> code = Optional.of(refused.code().toString());
        return refused instanceof Invalid invalid
                ? problem(UNPROCESSABLE, UNPROCESSABLE_TITLE, refused.getMessage(), Optional.of(invalid.field()), code)
                : problem(status.getStatusCode(), status.getReasonPhrase(), refused.getMessage(), Optional.empty(), code);
    }

    /** One field cannot be as it is. */
    static Response.ResponseBuilder ofField(String field, String detail) {
        return problem(UNPROCESSABLE, UNPROCESSABLE_TITLE, detail, Optional.of(field), Optional.empty());
    }

    static Response.ResponseBuilder forbiddenField(String field, String detail) {
        return problem(403, "Forbidden", detail, Optional.of(field), Optional.empty());
    }

    private static Response.ResponseBuilder problem(int status, String title, String detail, Optional<String> field,
            Optional<String> code) {
        JsonObjectBuilder json = Json.createObjectBuilder().add("type", "about:blank").add("title", title)
                .add("status", status).add("detail", detail);
        field.ifPresent(name -> json.add("field", name));
        code.ifPresent(name -> json.add("code", name));
        return Response.status(status).type(TYPE).entity(json.build().toString());
    }
}
