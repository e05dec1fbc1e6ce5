package org.mercurymail.mailbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mercurymail.mail.Flags;
import org.mercurymail.mime.MimeMessageScan;
import org.mercurymail.mime.MimeScanner;
import org.mercurymail.port.Body;
import org.mercurymail.port.StoredMessage;

import static org.junit.jupiter.api.Assertions.assertEquals;

final class MessageSearchTest {

    private static final String TRACE = "Return-Path: <>\r\n";
    private static final String MESSAGE = """
            From: =?utf-8?q?Ren=C3=A9?= Martin <rene@firm.test>
            To: Desk <desk@firm.test>
            Subject: Meeting on Monday
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: base64

            w4lsYW4gdml0YWw=
            --b
            Content-Type: text/html

            <p>bold <b>wom</b>bat&lt;
            --b
            Content-Type: text/plain
            Content-Disposition: attachment

            hidden words
            --b--
            """.replace("\n", "\r\n");

    @ParameterizedTest
    @CsvSource({"rene,true", "René,true", "RENE@FIRM,true", "desk,true", "monday meeting,true", "elan,true",
        "élan vital monday,true", "bold,true", "hidden,false", "<b>,false", "tuesday,false", "'',true"})
    void finds(String words, boolean found) throws IOException {
        byte[] bytes = MESSAGE.getBytes(StandardCharsets.UTF_8);
        MimeMessageScan scan = MimeScanner.scan(new ByteArrayInputStream(bytes));
        StoredMessage message = new StoredMessage(1, 1, Flags.NONE, 1, Instant.EPOCH, Instant.EPOCH,
                bytes.length + TRACE.length(),
                scan.summary().encode(), scan.root().encode(), TRACE.length(),
                Body.of(bytes).behind(TRACE.getBytes(StandardCharsets.US_ASCII)));
        assertEquals(found, new MessageSearch(words).matches(message));
    }
}
