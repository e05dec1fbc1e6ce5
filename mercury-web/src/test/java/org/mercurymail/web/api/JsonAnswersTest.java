package org.mercurymail.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Records written as JSON, in their order. */
class JsonAnswersTest {

    record Inner(int n, Optional<Instant> at) { }

    record Outer(String z, long a, boolean b, List<Inner> all, Optional<String> none, List<String> texts) { }

    @Test
    void membersComeInTheirOrder() {
        Outer outer = new Outer("é\"\\\n", 9_000_000_000L, true,
                List.of(new Inner(1, Optional.of(Instant.EPOCH)), new Inner(2, Optional.empty())), Optional.empty(),
                List.of("x"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JsonAnswers().writeTo(outer, Outer.class, Outer.class, new Annotation[0],
                MediaType.APPLICATION_JSON_TYPE, null, out);
        assertEquals("{\"z\":\"é\\\"\\\\\\n\",\"a\":9000000000,\"b\":true,\"all\":[{\"n\":1,\"at\":\"1970-01-01T00:00:00Z\"},"
                + "{\"n\":2}],\"texts\":[\"x\"]}", out.toString(StandardCharsets.UTF_8));
    }
}
