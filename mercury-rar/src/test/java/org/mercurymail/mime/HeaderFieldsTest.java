package org.mercurymail.mime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

final class HeaderFieldsTest {

    private static final String HEADER = "Subject: one\r\n two\r\nX-A : b\r\nsubject: three\r\nTo:\r\n\r\nBody: no\r\n";

    @Test
    void fieldsInOrder() {
        HeaderFields fields = HeaderFields.of(HEADER.getBytes(StandardCharsets.US_ASCII));
        assertEquals(List.of("Subject", "X-A", "subject", "To"), fields.all().stream().map(f -> f.name()).toList());
        assertEquals(Optional.of("one two"), fields.first("SUBJECT").map(HeaderFields.Field::value));
        assertEquals("Subject: one\r\n two\r\n",
                new String(fields.all().get(0).raw(), StandardCharsets.US_ASCII));
        assertEquals(2, fields.all("Subject").size());
        assertEquals(Optional.of(""), fields.first("to").map(HeaderFields.Field::value));
        assertEquals(Optional.empty(), fields.first("body"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "subject|Subject: one~ two~subject: three~~",
        "to|To:~~",
        "x-a|X-A : b~~",
        "none|~",
    })
    void copiesWhatIsWanted(String name, String expected) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HeaderFields.copy(new ByteArrayInputStream(HEADER.getBytes(StandardCharsets.US_ASCII)),
                name::equalsIgnoreCase, out);
        assertEquals(expected.replace("~", "\r\n"), out.toString(StandardCharsets.US_ASCII));
    }

    @Test
    void copiesFieldsLongerThanAnyBuffer() throws IOException {
        String field = "Subject: " + "x".repeat(1_000_000) + "\n " + "y".repeat(100_000) + "\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HeaderFields.copy(new ByteArrayInputStream(("A: b\n" + field + "C: d\n\n").getBytes(StandardCharsets.US_ASCII)),
                "subject"::equalsIgnoreCase, out);
        assertEquals(field + "\n", out.toString(StandardCharsets.US_ASCII));
    }
}
