package org.mercurymail.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressedMessageTest {

    private static final long LARGEST = 1 << 21;

    @TempDir
    private Path spool;

    @Test
    void envelopeFromTheHeaderAndNoBcc() throws Exception {
        try (AddressedMessage message = read("""
                From: "Desk, the" <desk@firm.test>
                To: A <a@away.test>, group: b@away.test, "odd one"@away.test;
                Bcc: secret@away.test,
                 A@away.test
                Subject: =?utf-8?q?=C3=A9t=C3=A9?=
                cc: c@away.test (comment)

                Bcc: this is text
                """)) {
            assertEquals("desk@firm.test", message.envelope().sender().orElseThrow().toString());
            assertEquals(List.of("a@away.test", "b@away.test", "\"odd one\"@away.test", "secret@away.test",
                    "c@away.test"), recipients(message));
            assertEquals("""
                    From: "Desk, the" <desk@firm.test>
                    To: A <a@away.test>, group: b@away.test, "odd one"@away.test;
                    Subject: =?utf-8?q?=C3=A9t=C3=A9?=
                    cc: c@away.test (comment)

                    Bcc: this is text
                    """.replace("\n", "\r\n"), text(message));
            assertEquals(text(message).length(), message.body().size());
        }
    }

    @Test
    void nothingElseChanges() throws Exception {
        String exact = "From: a@b.test\r\nTo: c@d.test\r\nX: \u00e9\r\n\r\nbare \r here, NUL \0, no end";
        try (AddressedMessage message = read(exact)) {
            assertEquals(exact, text(message));
        }
    }

    @Test
    void theNewestResentBlockCounts() throws Exception {
        try (AddressedMessage message = read("""
                Resent-From: boss@firm.test
                Resent-To: new@away.test
                Resent-Bcc: hidden@away.test
                Received: by x; Tue, 24 Nov 2026 10:00:00 +0000
                Resent-From: older@firm.test
                Resent-To: older@away.test
                From: a@else.test
                To: b@else.test

                x
                """)) {
            assertEquals("boss@firm.test", message.envelope().sender().orElseThrow().toString());
            assertEquals(List.of("new@away.test", "hidden@away.test"), recipients(message));
            assertTrue(!text(message).contains("hidden"), text(message));
        }
    }

    @Test
    void senderBeforeFromAndTheMailboxLineIsDropped() throws Exception {
        try (AddressedMessage message = read("From x Tue Nov 24 10:00:00 2026\nFrom: a@b.test\n"
                + "Sender: app@b.test\nTo: c@d.test\n\nx\n")) {
            assertEquals("app@b.test", message.envelope().sender().orElseThrow().toString());
            assertTrue(text(message).startsWith("From: a@b.test\r\nSender:"), text(message));
        }
    }

    @Test
    void aLargeOneGoesThroughAFile() throws Exception {
        String line = "0123456789".repeat(7) + "\n";
        try (AddressedMessage message = read("From: a@b.test\nBcc: c@d.test\n\n" + line.repeat(20_000))) {
            assertEquals("From: a@b.test\r\n\r\n".length() + 20_000L * (line.length() + 1), message.body().size());
            assertTrue(text(message).endsWith("789\r\n"));
        }
    }

    @Test
    void whatCannotBeSentSaysWhy() {
        refused("", "The message is empty");
        refused("just text\n", "The message does not begin with a header");
        refused("\nTo: a@b.test\n", "The message does not begin with a header");
        refused("From: a@b.test\nSubject: x\n\nTo: c@d.test\n",
                "The message names no recipient: it needs an address in To, Cc or Bcc");
        refused("To: a@b.test\n\nx\n", "The message names no sender: it needs an address in From");
        refused("From: a@b.test\nTo: Jean <jean>\n\nx\n", "To: 'jean' is not an address");
        refused("From: a@b.test\nTo: c@d.test\nno field\nBcc: e@f.test\n\nx\n",
                "The header has a line that is no field: 'no field'");
        refused("From: a@b.test\nTo: c@d.test\n" + "X: yyyyyyyyyyyyyy\n".repeat(20_000) + "\n",
                "The header is longer than 262144 octets");
        refused("From: a@b.test\nTo: c@d.test\n\n" + "x".repeat((int) LARGEST),
                "The message is larger than the 2097152 octets that are taken");
        refused("From: a@b.test\nTo: " + "a@b.test,".repeat(6000) + "\n\n",
                "The message has more than 5000 recipients");
    }

    @Test
    void anyBytesAreReadOrRefused() throws IOException {
        Random random = new Random(10);
        String[] pieces = {"From: ", "To:", "Bcc: a@b.test", "\r\n", "\n", "\r", "\n\n", " ", "a@b.test", "<", ">", ",",
            "\"", "(", ";", ":", "\0", "\u00e9", "Resent-To: x@y.test\n", "From ", "x"};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "From: a@b.test\nTo: c@d.test\n" : "");
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            try (AddressedMessage message = read(text.toString())) {
                assertTrue(message.envelope().sender().isPresent() && !message.envelope().recipients().isEmpty());
                assertEquals(message.body().size(), message.body().open().readAllBytes().length);
            } catch (Unaddressed e) {
                assertTrue(!e.getMessage().isEmpty());
            }
        }
    }

    private void refused(String text, String why) {
        assertEquals(why, assertThrows(Unaddressed.class, () -> read(text)).getMessage());
    }

    private AddressedMessage read(String text) throws IOException, Unaddressed {
        return AddressedMessage.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), spool, LARGEST);
    }

    private static List<String> recipients(AddressedMessage message) {
        return message.envelope().recipients().stream().map(recipient -> recipient.address().toString()).toList();
    }

    private static String text(AddressedMessage message) throws IOException {
        return new String(message.body().open().readAllBytes(), StandardCharsets.UTF_8);
    }
}
