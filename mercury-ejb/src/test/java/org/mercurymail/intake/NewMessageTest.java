package org.mercurymail.intake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.mime.DecodedWords;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.mime.MimeMessageScan;
import org.mercurymail.mime.MimeScanner;
import org.mercurymail.mime.Part;
import org.mercurymail.mime.TransferDecoding;

/** What an application says about a message, as RFC 5322 has it; read back by our own reader. */
class NewMessageTest {

    @Test
    void asciiStaysAsItIs() throws IOException {
        String text = written(message("Subject here", "one\ntwo\n.\n", Optional.empty()));
        assertEquals("""
                From: a@firm.test
                To: b@firm.test,
                 "Cé, \\"D\\"" <d@away.test>
                Subject: Subject here
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 7bit

                one
                two
                .

                """.replace("\n", "\r\n").replace("\"Cé, \\\"D\\\"\"", "=?utf-8?B?Q8OpLCAiRCI=?="), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Été à Paris", "plain", "=?utf-8?Q?looks_encoded?=", "", "日本語の件名がとても長いのでいくつかの単語に分けられます日本語の件名",
        "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"})
    void subjectsComeBack(String subject) throws IOException {
        byte[] bytes = bytes(message(subject, "", Optional.empty()));
        String value = HeaderFields.of(bytes).first("Subject").orElseThrow().value();
        assertEquals(subject, DecodedWords.decode(value));
        new String(bytes, StandardCharsets.ISO_8859_1).lines().forEach(line ->
                assertTrue(line.length() <= 76 || line.startsWith("Subject: plain"), line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"naïve = 100 %\n", "trailing blank \n", "tab\t\né", "\n\n\n", "--=_mercury_alternative\n",
        "--=_mercury_alternative--", "a very long line é, "})
    void bothTextsComeBack(String text) throws IOException {
        String longer = text.repeat(60);
        byte[] bytes = bytes(message("s", longer, Optional.of("<p>" + longer + "</p>")));
        MimeMessageScan scan = MimeScanner.scan(new ByteArrayInputStream(bytes));
        assertEquals(2, scan.root().children().size());
        assertEquals(longer.stripTrailing(), content(bytes, scan.root().children().get(0)).stripTrailing());
        assertEquals("<p>" + longer + "</p>", content(bytes, scan.root().children().get(1)).stripTrailing());
        new String(bytes, StandardCharsets.UTF_8).lines().forEach(line -> assertTrue(line.length() <= 998));
    }

    @Test
    void blindCopiesAreOnlyInTheEnvelope() {
        NewMessage message = new NewMessage("A <a@firm.test>", List.of("b@firm.test"), List.of("c@firm.test"),
                List.of("secret@firm.test", "B@firm.test"), "s", "t", Optional.empty());
        assertEquals(List.of("b@firm.test", "c@firm.test", "secret@firm.test"),
                message.envelope().recipients().stream().map(r -> r.address().toString()).toList());
        assertFalse(written(message).contains("secret"));
        assertEquals("a@firm.test", message.envelope().sender().orElseThrow().toString());
    }

    @ParameterizedTest
    @CsvSource({"nobody, b@c.test, s, from", "a@b.test, nowhere, s, to", "a@b.test, '', s, to",
        "'a@b.test, c@d.test', b@c.test, s, from"})
    void namesTheField(String from, String to, String subject, String field) {
        assertEquals(field, assertThrows(Invalid.class, () -> {
            NewMessage message = new NewMessage(from, List.of(to), List.of(), List.of(), subject, "", Optional.empty());
            message.envelope();
            message.body();
        }).field());
    }

    @Test
    void nobodyAddsAFieldThroughALineEnd() {
        Stream.of("x\r\nBcc: y@z.test", "x\ny", "x\u0000y").forEach(evil -> {
            assertEquals("subject", assertThrows(Invalid.class, () ->
                    message(evil, "", Optional.empty()).body()).field());
            assertEquals("to", assertThrows(Invalid.class, () -> new NewMessage("a@b.test",
                    List.of("\"" + evil + "\" <a@b.test>"), List.of(), List.of(), "", "", Optional.empty())
                    .envelope()).field());
        });
        assertEquals("to", assertThrows(Invalid.class, () -> new NewMessage("a@b.test", List.of(), List.of(),
                List.of(), "", "", Optional.empty()).envelope()).field());
    }

    @Test
    void filesComeBack() throws IOException {
        byte[] octets = new byte[100_003];
        new Random(3).nextBytes(octets);
        String name = "un très long nom de fichier qui ne tient pas sur une ligne, hélas — vraiment pas.pdf";
        byte[] bytes = bytes(new NewMessage("\"Élodie \\\"L\\\" Ö, née X\" <e@firm.test>", List.of("b@firm.test"),
                List.of(), List.of(), "s", "é", Optional.of("<p>é</p>"), List.of(
                new NewMessage.File(name, "application/pdf", () -> new ByteArrayInputStream(octets)),
                new NewMessage.File("a.eml", "message/rfc822", () -> new ByteArrayInputStream(new byte[0]))),
                Optional.empty()));
        MimeMessageScan scan = MimeScanner.scan(new ByteArrayInputStream(bytes));
        assertEquals("Élodie \"L\" Ö, née X", scan.summary().fromText());
        List<Part> parts = scan.root().children();
        assertEquals(3, parts.size());
        assertTrue(parts.get(0).is("multipart", "alternative"));
        assertEquals(name, parts.get(1).fileName().orElseThrow());
        assertTrue(parts.get(1).is("application", "pdf"));
        assertArrayEquals(octets, octets(bytes, parts.get(1)));
        assertEquals("a.eml", parts.get(2).fileName().orElseThrow());
        assertTrue(parts.get(2).is("application", "octet-stream"));
        new String(bytes, StandardCharsets.ISO_8859_1).lines().forEach(line ->
                assertTrue(line.length() <= 76 && line.chars().allMatch(c -> c < 0x7f), line));
    }

    @Test
    void answersNameWhatTheyAnswer() throws IOException {
        byte[] bytes = bytes(new NewMessage("a@firm.test", List.of("b@firm.test"), List.of(), List.of("c@firm.test"),
                "Re: s", "t", Optional.empty(), List.of(), Optional.of(new NewMessage.Answered("<b@x>",
                List.of("<a@x>", "bad\r\nX: y")))));
        MimeMessageScan scan = MimeScanner.scan(new ByteArrayInputStream(bytes));
        assertEquals("<b@x>", scan.summary().inReplyTo().orElseThrow());
        assertEquals(List.of("<a@x>", "<b@x>"), scan.summary().references());
    }

    @Test
    void theHiddenAreInAFieldOfItsOwn() {
        assertEquals("Bcc: c@firm.test,\r\n \"D E\" <d@firm.test>\r\n", new NewMessage("a@firm.test", List.of(),
                List.of(), List.of("c@firm.test", "D E <d@firm.test>"), "", "", Optional.empty()).hiddenField());
    }

    private static NewMessage message(String subject, String text, Optional<String> html) {
        return new NewMessage("a@firm.test", List.of("b@firm.test", "\"Cé, \\\"D\\\"\" <d@away.test>"), List.of(),
                List.of(), subject, text, html);
    }

    private static String content(byte[] bytes, Part part) throws IOException {
        return new String(octets(bytes, part), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private static byte[] octets(byte[] bytes, Part part) throws IOException {
        ByteArrayInputStream body = new ByteArrayInputStream(bytes, (int) part.bodyStart(),
                (int) (part.bodyEnd() - part.bodyStart()));
        return TransferDecoding.stream(body, part.encoding()).readAllBytes();
    }

    private static String written(NewMessage message) {
        return new String(bytes(message), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(NewMessage message) {
        try (var in = message.body().open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
