package org.mercurymail.web.mail;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mercurymail.mailbox.MailboxService;
import org.mercurymail.mime.Part;
import org.mercurymail.mime.Summary;
import org.mercurymail.mime.TransferDecoding;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.StoredMessage;

/**
 * A message of a mailbox, its header and structure read. Names its parts as IMAP does, {@code 2.1} (RFC 9051 §6.4.5);
 * a message inside the message is one attachment, whole.
 */
record OpenMessage(long mailbox, StoredMessage stored, Summary summary, Part root) {

    private static final int MOST_LISTED = 200;

    /** A part with the name under which it is asked for. */
    record Named(String path, Part part) { }

    static Optional<OpenMessage> of(MailboxService mailboxes, long account, String box, String uid)
            throws IOException, MailboxRefused {
        long number = Uids.parse(uid);
        long mailbox = mailboxes.status(account, box).id().orElse(0L);
        return number == 0 ? Optional.empty() : mailboxes.message(account, mailbox, number).map(stored ->
                new OpenMessage(mailbox, stored, Summary.decode(stored.envelope()), Part.decode(stored.structure())));
    }

    /** The text/html part that is shown; empty when there is none. */
    Optional<Part> html() {
        return leaves().stream().map(Named::part).filter(part -> part.is("text", "html") && !isAttached(part))
                .findFirst();
    }

    Optional<MessageText> text() throws IOException {
        return MessageText.of(root, stored.content(), stored.trace());
    }

    /** What is not shown as text: files, pictures, other messages. */
    List<Named> attachments() {
        boolean hasHtml = html().isPresent();
        return leaves().stream().filter(leaf -> {
            Part part = leaf.part;
            boolean shown = !isAttached(part) && part.type().equals("text")
                    && (part.subtype().equals("plain") || part.subtype().equals("html"));
            boolean inHtml = hasHtml && part.type().equals("image") && part.id().isPresent() && !isAttached(part);
            return !shown && !inHtml;
        }).limit(MOST_LISTED).toList();
    }

    Optional<Named> part(String path) {
        return leaves().stream().filter(leaf -> leaf.path.equals(path)).findFirst();
    }

    /** The part of that Content-ID (RFC 2392). */
    Optional<Part> withId(String id) {
        return leaves().stream().map(Named::part).filter(part -> part.id()
                .filter(own -> own.strip().replaceAll("^<|>$", "").equals(id)).isPresent()).findFirst();
    }

    /** A part's octets, decoded as they are read; the caller closes the stream. */
    InputStream open(Part part) throws IOException {
        InputStream raw = stored.content().open(stored.trace() + part.bodyStart(), part.bodySize());
        return TransferDecoding.stream(raw, part.encoding());
    }

    private List<Named> leaves() {
        List<Named> all = new ArrayList<>();
        collect(root, "", all);
        return all;
    }

    private static void collect(Part part, String path, List<Named> all) {
        if (!part.isMultipart()) {
            all.add(new Named(path.isEmpty() ? "1" : path, part));
            return;
        }
        int n = 0;
        for (Part child : part.children()) {
            n++;
            collect(child, path.isEmpty() ? Integer.toString(n) : path + '.' + n, all);
        }
    }

    private static boolean isAttached(Part part) {
        return part.disposition().filter(d -> d.type().equals("attachment")).isPresent();
    }
}
