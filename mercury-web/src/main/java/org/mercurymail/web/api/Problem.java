package org.mercurymail.web.api;

import jakarta.json.Json;
import jakarta.ws.rs.core.Response;

/** Errors as {@code application/problem+json} (RFC 9457 §3): what happened, in words fit for the caller's eyes. */
final class Problem {

    static final String TYPE = "application/problem+json";

    private Problem() { }

    static Response.ResponseBuilder of(Response.StatusType status, String detail) {
        String json = Json.createObjectBuilder().add("type", "about:blank").add("title", status.getReasonPhrase())
                .add("status", status.getStatusCode()).add("detail", detail).build().toString();
        return Response.status(status).type(TYPE).entity(json);
    }
}
