package org.mercurymail.web.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mercurymail.mime.MimeMessageScan;
import org.mercurymail.mime.MimeScanner;
import org.mercurymail.mime.Part;
import org.mercurymail.mime.TransferDecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class LetterTest {

    private static final Letter.Person FROM = new Letter.Person("Élodie \"L\" Ö, née X", "e@firm.test");

    private static byte[] written(Letter letter) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        letter.writeTo(out);
        return out.toByteArray();
    }

    private static byte[] decoded(byte[] message, Part part) throws IOException {
        try (InputStream in = TransferDecoding.stream(new ByteArrayInputStream(message, (int) part.bodyStart(),
                (int) part.bodySize()), part.encoding())) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "Réunion à Genève", "=?UTF-8?Q?trick?=", "line\r\nBcc: x@y.test",
        "日本語の長い件名がここにあり、とても長いので折り返さなければなりません。さらに続きます。", "a b c d e f g h i j k l m n o p q r s "
        + "t u v w x y z a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p q r s t u v"})
    void subjectsComeBack(String subject) throws IOException {
        byte[] message = written(Letter.of(FROM, subject, "x", List.of()));
        MimeMessageScan scan = MimeScanner.scan(new ByteArrayInputStream(message));
        assertEquals(subject.replaceAll("\\s+", " ").strip(), scan.summary().subjectText());
        assertEquals("Élodie \"L\" Ö, née X", scan.summary().fromText());
        assertEquals(List.of(), scan.summary().bcc());
        assertLawful(message);
    }

    @Test
    void textComesBack() throws IOException {
        String text = "Salut = tout\tle monde \n.\n\nFrom here " + "très ".repeat(100) + " \nend";
        byte[] message = written(Letter.of(FROM, "s", text, List.of()));
        MimeMessageScan scan = MimeScanner.scan(new ByteArrayInputStream(message));
        assertEquals(text.replace("\n", "\r\n") + "\r\n",
                new String(decoded(message, scan.root()), StandardCharsets.UTF_8));
        assertLawful(message);
    }

    @Test
    void filesComeBack() throws IOException {
        byte[] octets = new byte[100_003];
        new Random(3).nextBytes(octets);
        String name = "un très long nom de fichier qui ne tient pas sur une ligne, hélas — vraiment pas.pdf";
        byte[] message = written(Letter.of(FROM, "s", "t", List.of(
                new Letter.File(name, "application/pdf", () -> new ByteArrayInputStream(octets)),
                new Letter.File("a.eml", "message/rfc822", () -> new ByteArrayInputStream(new byte[0])))));
        MimeMessageScan scan = MimeScanner.scan(new ByteArrayInputStream(message));
        List<Part> parts = scan.root().children();
        assertEquals(3, parts.size());
        assertEquals(name, parts.get(1).fileName().orElseThrow());
        assertTrue(parts.get(1).is("application", "pdf"));
        assertArrayEquals(octets, decoded(message, parts.get(1)));
        assertTrue(parts.get(2).is("application", "octet-stream"));
        assertLawful(message);
    }

    @Test
    void answersNameWhatTheyAnswer() throws IOException {
        Letter letter = Letter.of(FROM, "s", "t", List.of()).answering("<b@x>", List.of("<a@x>", "bad\r\nX: y"));
        MimeMessageScan scan = MimeScanner.scan(new ByteArrayInputStream(written(letter)));
        assertEquals("<b@x>", scan.summary().inReplyTo().orElseThrow());
        assertEquals(List.of("<a@x>", "<b@x>"), scan.summary().references());
    }

    private static void assertLawful(byte[] message) {
        for (String line : new String(message, StandardCharsets.ISO_8859_1).split("\r\n", -1)) {
            assertFalse(line.contains("\n") || line.contains("\r"), line);
            assertTrue(line.length() <= 200, line);
            assertTrue(line.chars().allMatch(c -> c < 0x7f), line);
        }
    }
}
