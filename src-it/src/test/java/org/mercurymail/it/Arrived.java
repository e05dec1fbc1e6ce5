package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A message as it arrived, read with Angus Mail, which shares nothing with Mercury. */
record Arrived(byte[] octets, MimeMessage mail) {

    static Arrived of(byte[] octets) {
        try {
            return new Arrived(octets, new MimeMessage(Session.getInstance(new Properties()),
                    new ByteArrayInputStream(octets)));
        } catch (MessagingException e) {
            throw new AssertionError(new String(octets, StandardCharsets.ISO_8859_1), e);
        }
    }

    /** A field that is there once, unfolded and decoded; empty when it is not there. */
    String field(String name) {
        try {
            String[] all = mail.getHeader(name);
            assertEquals(1, all == null ? 1 : all.length, name + " more than once:\n" + text());
            return all == null ? "" : MimeUtility.decodeText(MimeUtility.unfold(all[0]).replace('\t', ' '));
        } catch (MessagingException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first link of that field, or of the text, whose path begins so. */
    String link(String in, String path) {
        Matcher link = Pattern.compile("https?://[^/\\s]+" + path + "[^>\\s]*").matcher(in);
        if (!link.find()) {
            throw new AssertionError("no " + path + " in:\n" + in);
        }
        return link.group();
    }

    /** All behind the empty line, octet for octet. */
    String body() {
        String all = text();
        return all.substring(all.indexOf("\r\n\r\n") + 4);
    }

    /** The decoded content of a message of text. */
    String content() {
        try {
            return (String) mail.getContent();
        } catch (MessagingException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Octets as characters. */
    String text() {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
