package org.mercurymail.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.WebApplicationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mercurymail.accounts.Invalid;

/** JSON read into records: what is good comes through, what is not is named. */
class JsonWishesTest {

    record Wish(String name, long size, Optional<String> note, Optional<Boolean> active, Optional<List<String>> all,
            Patched<String> other) { }

    @Test
    void readsEveryKind() {
        assertEquals(new Wish("é", 7, Optional.of("n"), Optional.of(false), Optional.of(List.of("a", "b")),
                new Patched<>(true, Optional.of("o"))), read("""
                {"name":"\\u00e9","size":7,"note":"n","active":false,"all":["a","b"],"other":"o"}"""));
        assertEquals(new Wish("", 9_000_000_000L, Optional.empty(), Optional.empty(), Optional.empty(),
                Patched.unnamed()), read("{\"name\":\"\",\"size\":9000000000,\"note\":null}"));
        assertEquals(new Patched<String>(true, Optional.empty()),
                read("{\"name\":\"\",\"size\":0,\"other\":null}").other());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"size\":1}|name", "{\"name\":null,\"size\":1}|name", "{\"name\":1,\"size\":1}|name",
        "{\"name\":\"n\"}|size", "{\"name\":\"n\",\"size\":\"1\"}|size", "{\"name\":\"n\",\"size\":1.5}|size",
        "{\"name\":\"n\",\"size\":1e30}|size", "{\"name\":\"n\",\"size\":1,\"nmae\":\"x\"}|nmae",
        "{\"name\":\"n\",\"size\":1,\"active\":\"true\"}|active", "{\"name\":\"n\",\"size\":1,\"all\":\"a\"}|all",
        "{\"name\":\"n\",\"size\":1,\"all\":[\"a\",2]}|all", "{\"name\":\"n\",\"size\":1,\"all\":[null]}|all",
        "{\"name\":\"n\",\"size\":1,\"other\":{}}|other"})
    void namesWhatIsWrong(String json, String field) {
        assertEquals(field, assertThrows(Invalid.class, () -> read(json)).field());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "[]", "7", "\"x\"", "{", "{\"name\":\"a\",\"name\":\"b\",\"size\":1}", "{'a':1}",
        "{\"name\":\"n\",\"size\":1}x", "null"})
    void whatIsNoObjectIsABadRequest(String json) {
        assertThrows(BadRequestException.class, () -> read(json));
    }

    @Test
    void depthIsBounded() {
        String deep = "{\"all\":" + "[".repeat(400_000) + "]".repeat(400_000) + "}";
        assertThrows(BadRequestException.class, () -> read(deep));
    }

    @Test
    void anythingElseOfBytesFailsCleanly() {
        Random random = new Random(42);
        byte[] good = "{\"name\":\"n\",\"size\":1,\"all\":[\"a\"],\"active\":true}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                JsonWishes.read(Wish.class, bytes);
            } catch (BadRequestException | Invalid expected) {
                assertEquals(false, expected.getMessage().isEmpty());
            }
        }
    }

    @Test
    void bodiesAreBounded() throws IOException {
        assertEquals(10, new Bounded(new ByteArrayInputStream(new byte[10]), 10).readAllBytes().length);
        assertEquals(413, assertThrows(WebApplicationException.class, () ->
                new Bounded(new ByteArrayInputStream(new byte[11]), 10).readAllBytes()).getResponse().getStatus());
    }

    private static Wish read(String json) {
        return JsonWishes.read(Wish.class, json.getBytes(StandardCharsets.UTF_8));
    }
}
