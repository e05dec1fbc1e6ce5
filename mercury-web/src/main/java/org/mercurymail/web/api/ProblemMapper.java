package org.mercurymail.web.api;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.mercurymail.accounts.Refused;
import org.mercurymail.accounts.StoreAway;

/** Whatever goes wrong leaves as a problem document; what was not foreseen is logged under a number the caller gets. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {

    private static final System.Logger LOG = System.getLogger(ProblemMapper.class.getName());
    private static final Set<String> OF_THE_BODY = Set.of("content-type", "content-length");

    @Override
    public Response toResponse(Throwable trouble) {
        return foreseen(trouble).orElseGet(() -> {
            String number = UUID.randomUUID().toString();
            LOG.log(Level.ERROR, "event=request-failed request=" + number, trouble);
            return Problem.of(Response.Status.INTERNAL_SERVER_ERROR,
                    "The server failed; its log knows more under " + number).build();
        });
    }

    private static Optional<Response> foreseen(Throwable trouble) {
        if (trouble instanceof Refused refused) {
            return Optional.of(Problem.of(refused).build());
        }
        if (StoreAway.isBehind(trouble)) {
            LOG.log(Level.WARNING, "event=request-put-off reason=\"{0}\"", trouble.getMessage());
            return Optional.of(Problem.of(Response.Status.SERVICE_UNAVAILABLE, "The database is away; try again.")
                    .header(HttpHeaders.RETRY_AFTER, "5").build());
        }
        return trouble instanceof WebApplicationException known ? Optional.of(restated(known)) : Optional.empty();
    }

    private static Response restated(WebApplicationException known) {
        Response before = known.getResponse();
        Response.StatusType status = before.getStatusInfo();
        String detail = known instanceof NotFoundException ? "There is nothing at this address"
                : Optional.ofNullable(known.getMessage()).orElse("").replaceFirst("^HTTP \\d+ ", "");
        Response.ResponseBuilder problem = Problem.of(status, detail);
        before.getHeaders().forEach((name, values) -> {
            if (!OF_THE_BODY.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> problem.header(name, value)); // Allow, for one
            }
        });
        return problem.build();
    }
}
