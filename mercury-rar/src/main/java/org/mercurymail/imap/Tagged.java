package org.mercurymail.imap;

import java.util.Optional;
import org.mercurymail.port.MailboxRefused;

/**
 * The end of a command, without its tag (RFC 9051 §7.1).
 *
 * @param code a response code without its brackets
 */
record Tagged(Kind kind, Optional<String> code, String text) {

    /** How it ended. */
    enum Kind { OK, NO, BAD }

    static Tagged ok(ImapVerb verb) {
        return new Tagged(Kind.OK, Optional.empty(), verb + " completed");
    }

    static Tagged ok(String code, String text) {
        return new Tagged(Kind.OK, Optional.of(code), text);
    }

    static Tagged no(String code, String text) {
        return new Tagged(Kind.NO, Optional.of(code), text);
    }

    static Tagged bad(String text) {
        return new Tagged(Kind.BAD, Optional.empty(), text);
    }

    /** The application said no (RFC 9051 §7.1, RFC 5530). */
    static Tagged no(MailboxRefused refused) {
        return new Tagged(Kind.NO, Optional.of(refused.code().name()), refused.getMessage());
    }

    String line() {
        return kind + " " + code.map(c -> '[' + c + "] ").orElse("") + text;
    }
}
