package org.mercurymail.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.Response;
import java.io.StringReader;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Forbidden;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.accounts.Refused;
import org.mercurymail.accounts.Taken;

/** Every failure leaves as RFC 9457 has it. */
class ProblemMapperTest {

    private final ProblemMapper mapper = new ProblemMapper();

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new Invalid("quotaBytes", Refusal.QUOTA), 422,
                        "The quota is a number of octets, or 0 for no limit", "quotaBytes"),
                Arguments.of(new Missing(Refusal.NO_DOMAIN, "x.test"), 404, "There is no domain x.test", ""),
                Arguments.of(new Taken(Refusal.DOMAIN_THERE, "x.test"), 409,
                        "The domain x.test is there already", ""),
                Arguments.of(new Forbidden(), 403, "You may not do this", ""),
                Arguments.of(new NotFoundException("HTTP 404 Not Found"), 404, "There is nothing at this address", ""),
                Arguments.of(new NotSupportedException(), 415, "Unsupported Media Type", ""),
                Arguments.of(new IllegalStateException("inner secret", new SQLException("row 7")), 500, "", ""));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void isAProblem(Throwable failure, int status, String detail, String field) {
        Response response = mapper.toResponse(failure);
        assertEquals(status, response.getStatus());
        assertEquals("application/problem+json", response.getMediaType().toString());
        JsonObject problem = Json.createReader(new StringReader((String) response.getEntity())).readObject();
        assertEquals(status, problem.getInt("status"));
        assertEquals("about:blank", problem.getString("type"));
        assertFalse(problem.getString("title").isEmpty());
        assertEquals(field, problem.getString("field", ""));
        assertEquals(failure instanceof Refused refused ? refused.code().toString() : "",
                problem.getString("code", ""));
        if (!detail.isEmpty()) {
            assertEquals(detail, problem.getString("detail"));
        }
        assertFalse(problem.toString().contains("secret") || problem.toString().contains("row 7"));
    }

    @Test
    void aProgramIsToldWhichRefusalItIs() {
        Actor program = new Actor(Actor.Kind.PROGRAM, 7, "desk@firm.test", Actor.Via.REST);
        String entity = (String) mapper.toResponse(Forbidden.to(program)).getEntity();
        JsonObject problem = Json.createReader(new StringReader(entity)).readObject();
        assertEquals("application-password", problem.getString("code"));
        assertEquals("An application password may not do this", problem.getString("detail"));
    }

    @Test
    void allowIsKept() {
        Response response = mapper.toResponse(new NotAllowedException("GET", new String[] {"POST"}));
        assertEquals(405, response.getStatus());
        assertEquals(2, response.getAllowedMethods().size());
    }
}
