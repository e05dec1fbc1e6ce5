package org.mercurymail.web.api;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Whatever goes wrong leaves as a problem document; what was not foreseen is logged under a number the caller gets. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {

    private static final System.Logger LOG = System.getLogger(ProblemMapper.class.getName());
    private static final Set<String> OF_THE_BODY = Set.of("content-type", "content-length");

    @Override
    public Response toResponse(Throwable trouble) {
        if (trouble instanceof WebApplicationException known) {
            Response before = known.getResponse();
            Response.StatusType status = before.getStatusInfo();
            Response.ResponseBuilder problem = Problem.of(status, status.getReasonPhrase());
            before.getHeaders().forEach((name, values) -> {
                if (!OF_THE_BODY.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(value -> problem.header(name, value)); // Allow, for one
                }
            });
            return problem.build();
        }
        String number = UUID.randomUUID().toString();
        LOG.log(Level.ERROR, "event=request-failed request=" + number, trouble);
        return Problem.of(Response.Status.INTERNAL_SERVER_ERROR,
                "The server failed; its log knows more under " + number).build();
    }
}
