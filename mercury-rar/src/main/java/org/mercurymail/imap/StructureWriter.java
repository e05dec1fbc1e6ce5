package org.mercurymail.imap;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mercurymail.mime.ListedAddress;
import org.mercurymail.mime.Parameters;
import org.mercurymail.mime.Part;
import org.mercurymail.mime.Summary;

/** Writes ENVELOPE, BODY and BODYSTRUCTURE (RFC 9051 §7.5.2) from what was remembered at delivery. */
final class StructureWriter {

    private final Responses out;

    StructureWriter(Responses out) {
        this.out = out;
    }

    void envelope(Summary summary) throws IOException {
        out.say("(").nstring(summary.date()).say(" ").nstring(summary.subject());
        addresses(summary.from());
        addresses(summary.senderOrFrom());
        addresses(summary.replyToOrFrom());
        addresses(summary.to());
        addresses(summary.cc());
        addresses(summary.bcc());
        out.say(" ").nstring(summary.inReplyTo()).say(" ").nstring(summary.messageId()).say(")");
    }

    private void addresses(List<ListedAddress> list) throws IOException {
        if (list.isEmpty()) {
            out.say(" NIL");
            return;
        }
        out.say(" (");
        for (ListedAddress address : list) {
            out.say("(").nstring(address.name()).say(" ").nstring(address.adl()).say(" ").nstring(address.mailbox())
                    .say(" ").nstring(address.host()).say(")");
        }
        out.say(")");
    }

    /** @param extended BODYSTRUCTURE rather than BODY */
    void body(Part part, boolean extended) throws IOException {
        out.say("(");
        if (part.isMultipart()) {
            for (Part child : part.children()) {
                body(child, extended);
            }
            out.say(" ").string(part.subtype());
            if (extended) {
                parameters(part.parameters());
            }
        } else {
            single(part, extended);
        }
        if (extended) {
            disposition(part.disposition());
            languages(part.languages());
            out.say(" ").nstring(part.location());
        }
        out.say(")");
    }

    private void single(Part part, boolean extended) throws IOException {
        out.string(part.type()).say(" ").string(part.subtype());
        parameters(part.parameters());
        out.say(" ").nstring(part.id()).say(" ").nstring(part.description()).say(" ").string(part.encoding())
                .say(" ").say(part.bodySize());
        if (part.message().isPresent()) {
            out.say(" ");
            envelope(part.message().get().summary());
            out.say(" ");
            body(part.message().get().root(), extended);
        }
        if (part.message().isPresent() || part.type().equals("text")) {
            out.say(" ").say(part.lines());
        }
        if (extended) {
            out.say(" ").nstring(part.md5());
        }
    }

    private void parameters(Parameters parameters) throws IOException {
        if (parameters.list().isEmpty()) {
            out.say(" NIL");
            return;
        }
        String before = " (";
        for (Parameters.Parameter parameter : parameters.list()) {
            out.say(before).string(parameter.name()).say(" ").string(parameter.value());
            before = " ";
        }
        out.say(")");
    }

    private void disposition(Optional<Part.Disposition> disposition) throws IOException {
        if (disposition.isEmpty()) {
            out.say(" NIL");
            return;
        }
        out.say(" (").string(disposition.get().type());
        parameters(disposition.get().parameters());
        out.say(")");
    }

    private void languages(List<String> languages) throws IOException {
        if (languages.isEmpty()) {
            out.say(" NIL");
        } else if (languages.size() == 1) {
            out.say(" ").string(languages.get(0));
        } else {
            String before = " (";
            for (String language : languages) {
                out.say(before).string(language);
                before = " ";
            }
            out.say(")");
        }
    }
}
