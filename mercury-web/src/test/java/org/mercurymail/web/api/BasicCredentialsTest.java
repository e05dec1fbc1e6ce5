package org.mercurymail.web.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mercurymail.port.Credentials;

import static org.junit.jupiter.api.Assertions.assertEquals;

final class BasicCredentialsTest {

    @Test
    void reads() {
        assertEquals(Optional.of(new Credentials("jean@firm.test", "pa:ss é", "BASIC")),
                BasicCredentials.parse("bAsIc " + base64("jean@firm.test:pa:ss é")));
        assertEquals(Optional.of(new Credentials("jean", "", "BASIC")),
                BasicCredentials.parse("Basic " + base64("jean:")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic ", "Basic !!!", "Bearer abc", "Basic amVhbg==", "Basic OnNlY3JldA=="})
    void refuses(String field) {
        assertEquals(Optional.empty(), BasicCredentials.parse(field));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
