package org.mercurymail.web.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mercurymail.mime.MimeScanner;
import org.mercurymail.mime.Part;
import org.mercurymail.port.Body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class MessageTextTest {

    private static final String TRACE = "Return-Path: <a@b.test>\r\n";

    private static Optional<MessageText> read(String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        Part root = MimeScanner.scan(new ByteArrayInputStream(bytes)).root();
        Body body = Body.of(bytes).behind(TRACE.getBytes(StandardCharsets.US_ASCII));
        return MessageText.of(root, body, TRACE.length());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Subject: x~~hello~|hello~",
        "Content-Type: text/plain; charset=iso-8859-1~Content-Transfer-Encoding: quoted-printable~~caf=E9|café",
        "Content-Type: text/plain; charset=utf-8~Content-Transfer-Encoding: base64~~Y2Fmw6k=|café",
        "Content-Type: multipart/alternative; boundary=b~~--b~Content-Type: text/html~~<p>h~--b~~plain~--b--~|plain",
        "Content-Type: multipart/mixed; boundary=b~~--b~Content-Disposition: attachment~~no~--b~~yes~--b--~|yes",
        "Subject: x~~a\0b|a\uFFFDb",
    })
    void reads(String message, String expected) throws IOException {
        MessageText text = read(message.replace("~", "\r\n").replace("\\0", "\0")).orElseThrow();
        assertEquals(expected.replace('~', '\n'), text.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Content-Type: text/html~~<p>x|",
        "Content-Type: message/rfc822~~Subject: inner~~not shown|",
    })
    void findsNone(String message, String none) throws IOException {
        assertEquals(Optional.empty(), read(message.replace("~", "\r\n")));
    }

    @Test
    void cutsWhatNoPageCanShow() throws IOException {
        MessageText text = read("Subject: long\r\n\r\n" + "x".repeat(MessageText.MOST + 1)).orElseThrow();
        assertTrue(text.cut());
        assertEquals(MessageText.MOST, text.text().length());
    }
}
