package org.mercurymail.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

final class TransferDecodingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "base64|aGVsbG8=|hello",
        "BASE64|aGVs~bG8=~|hello",
        "base64|aGVsbG8|hello",
        "base64|aGVsbG8=aGVsbG8=|hellohello",
        "base64|a!G%V s\u00e9bG8=|hello",
        "base64|aGVsbG8=~-- ~|hello",
        "base64|a|''",
        "base64|=|''",
        "base64|''|''",
        "quoted-printable|caf=C3=A9|café",
        "quoted-printable|a=~b|ab",
        "quoted-printable|a  ~b|a~b",
        "quoted-printable|a  b|a  b",
        "quoted-printable|a=  ~b|ab",
        "quoted-printable|a= b|a= b",
        "quoted-printable|a=ZZ|a=ZZ",
        "quoted-printable|a=4|a=4",
        "quoted-printable|a=|a",
        "quoted-printable|a==41|a=A",
        "quoted-printable|a  |a",
        "7bit|a=C3|a=C3",
        "x-unknown|a=C3|a=C3",
    })
    void decodes(String encoding, String raw, String expected) throws IOException {
        for (String lineEnd : new String[] {"\r\n", "\n"}) {
            byte[] bytes = raw.replace("~", lineEnd).getBytes(StandardCharsets.UTF_8);
            InputStream decoded = TransferDecoding.stream(new ByteArrayInputStream(bytes), encoding);
            assertEquals(expected.replace("~", lineEnd), new String(decoded.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void longBase64ReadInAnyPieces() throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(30_000)];
            random.nextBytes(bytes);
            byte[] encoded = Base64.getMimeEncoder(4 * (1 + random.nextInt(20)), new byte[] {'\r', '\n'}).encode(bytes);
            InputStream decoded = TransferDecoding.stream(new ByteArrayInputStream(encoded), "base64");
            byte[] out = new byte[bytes.length + 1];
            int n = 0;
            for (int got = 0; got >= 0; got = decoded.read(out, n, 1 + random.nextInt(out.length - n))) {
                n += got;
            }
            assertArrayEquals(bytes, Arrays.copyOf(out, n));
        }
    }

    @Test
    void anythingDecodes() throws IOException {
        Random random = new Random(6);
        byte[] alphabet = "=AFaf09 \t\r\n\u00e9zZ+/".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int n = 0; n < bytes.length; n++) {
                bytes[n] = alphabet[random.nextInt(alphabet.length)];
            }
            TransferDecoding.stream(new ByteArrayInputStream(bytes), "base64").readAllBytes();
            TransferDecoding.stream(new ByteArrayInputStream(bytes), "quoted-printable").readAllBytes();
        }
    }
}
