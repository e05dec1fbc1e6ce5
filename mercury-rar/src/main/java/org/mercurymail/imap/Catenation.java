package org.mercurymail.imap;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.Spool;
import org.mercurymail.port.StoredMessage.Part;

/**
 * Makes one message of texts and of what URLs name (RFC 4469). A URL is relative, of this server and this client: a
 * mailbox, its UIDVALIDITY, a UID, a section and a part of it (RFC 5092); what the client may not read it may not name.
 */
final class Catenation {

    private static final Pattern URL = Pattern.compile("(?i)(/?[^;]*?)(?:;UIDVALIDITY=(\\d{1,10}))?/?;UID=(\\d{1,10})"
            + "(?:/?;SECTION=([^;]*?))?(?:/?;PARTIAL=(\\d{1,10})(?:\\.(\\d{1,10}))?)?");

    /** A URL that names nothing, or nothing that may be read: for the response code BADURL. */
    static final class BadUrl extends Exception {
        private static final long serialVersionUID = 1L;

        BadUrl(String url) {
            super(url, null, false, false);
        }
    }

    /** It would be larger than a message may be. */
    static final class TooBig extends Exception {
        private static final long serialVersionUID = 1L;

        TooBig() {
            super("", null, false, false);
        }
    }

    private final ClientState client;
    private final MailboxListener door;

    Catenation(ClientState client, MailboxListener door) {
        this.client = client;
        this.door = door;
    }

    /** The caller closes it. */
    Spool message(List<ImapCommand.Append.Piece> pieces) throws BadUrl, TooBig, IOException {
        Spool whole = client.spools().get();
        try {
            for (ImapCommand.Append.Piece piece : pieces) {
                if (piece instanceof ImapCommand.Append.Text text) {
                    try (InputStream in = text.octets().open()) {
                        copy(in, text.octets().size(), whole);
                    }
                } else if (piece instanceof ImapCommand.Append.Url url) {
                    copy(url.url(), whole);
                }
            }
            return whole;
        } catch (BadUrl | TooBig | IOException | RuntimeException e) {
            whole.close();
            throw e;
        }
    }

    private void copy(InputStream in, long size, Spool whole) throws TooBig, IOException {
        if (whole.size() + size > client.doorway().maxAppend()) {
            throw new TooBig();
        }
        in.transferTo(whole);
    }

    private void copy(String url, Spool whole) throws BadUrl, TooBig, IOException {
        Matcher named = URL.matcher(url);
        if (!named.matches()) {
            throw new BadUrl(url);
        }
        try {
            FetchItem.Section section = section(Optional.ofNullable(named.group(4)).map(Catenation::decoded).orElse(""));
            MailboxSnapshot mailbox = mailbox(named.group(1));
            if (named.group(2) != null && Long.parseLong(named.group(2)) != mailbox.uidValidity()) {
                throw new BadUrl(url);
            }
            boolean[] found = {false};
            TooBig[] tooBig = {null};
            door.fetch(client.account(), mailbox.mailbox(), NumberSet.of(Long.parseLong(named.group(3))),
                    EnumSet.of(Part.STRUCTURE, Part.CONTENT), message -> {
                        MessageReader reader = new MessageReader(message);
                        Optional<MessageReader.Span> span = reader.span(section.path(), section.text());
                        if (span.isPresent()) {
                            found[0] = true;
                            MessageReader.Span wanted = partial(span.get(), named.group(5), named.group(6));
                            try (InputStream in = reader.open(wanted)) {
                                copy(in, wanted.size(), whole);
                            } catch (TooBig e) {
                                tooBig[0] = e;
                            }
                        }
                    });
            if (tooBig[0] != null) {
                throw tooBig[0];
            }
            if (!found[0]) {
                throw new BadUrl(url);
            }
        } catch (MailboxRefused | Cursor.Malformed | IllegalArgumentException refused) {
            throw new BadUrl(url);
        }
    }

    /** RFC 5092 §6: from an octet on, and so many; empty beyond the end. */
    private static MessageReader.Span partial(MessageReader.Span span, String from, String length) {
        if (from == null) {
            return span;
        }
        long start = Math.min(span.to(), span.from() + Long.parseLong(from));
        return new MessageReader.Span(start, length == null ? span.to() : Math.min(span.to(), start + Long.parseLong(length)));
    }

    /** Named from the root, or none: the one that is selected. */
    private MailboxSnapshot mailbox(String path) throws MailboxRefused {
        String name = decoded(path.startsWith("/") ? path.substring(1) : path);
        if (name.isEmpty()) {
            return client.view().map(MailboxView::shown).orElseThrow(() -> new IllegalArgumentException("none selected"));
        }
        return door.open(client.account(), name.equalsIgnoreCase("INBOX") ? "INBOX" : name);
    }

    /** The header fields that a section may choose cannot be pasted as they lie: not taken. */
    private static FetchItem.Section section(String text) throws Cursor.Malformed {
        FetchItem.Section section = FetchParser.section(text);
        if (!section.fields().isEmpty() || section.partial().isPresent()) {
            throw new Cursor.Malformed("No such section");
        }
        return section;
    }

    /** A URL's own octets are ASCII, and name UTF-8 by its percent signs. */
    private static String decoded(String text) {
        if (text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException(text);
        }
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
