package org.mercurymail.imap;

import org.mercurymail.imap.Cursor.Malformed;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.port.MailboxSharing.RightsChange;

/** Reads the arguments of the commands about rights and quota (RFC 4314 §6, RFC 9208 §6). */
final class SharingParser {

    private static final int MOST_RESOURCES = 20;

    private final Cursor in;

    SharingParser(Cursor in) {
        this.in = in;
    }

    ImapCommand command(ImapVerb verb) throws Malformed {
        in.space();
        String name = in.astring();
        return switch (verb) {
            case SETACL, DELETEACL, LISTRIGHTS -> access(verb, name);
            case SETQUOTA -> {
                resources();
                yield new ImapCommand.Named(verb, name);
            }
            default -> new ImapCommand.Named(verb, name);
        };
    }

    private ImapCommand access(ImapVerb verb, String mailbox) throws Malformed {
        in.space();
        String identifier = in.astring();
        if (verb != ImapVerb.SETACL) {
            return new ImapCommand.Access(verb, mailbox, identifier, RightsChange.REPLACE, MailboxRights.NONE);
        }
        in.space();
        String text = in.astring();
        RightsChange change = text.startsWith("+") ? RightsChange.ADD
                : text.startsWith("-") ? RightsChange.REMOVE : RightsChange.REPLACE;
        MailboxRights rights = MailboxRights.of(change == RightsChange.REPLACE ? text : text.substring(1))
                .orElseThrow(() -> new Malformed("Unknown right")); // RFC 4314 §3.1
        return new ImapCommand.Access(verb, mailbox, identifier, change, rights);
    }

    /** What SETQUOTA would set, read past: nobody may. */
    private void resources() throws Malformed {
        in.space();
        in.expect('(');
        for (int n = 0; !in.take(')'); n++) {
            if (n > 0) {
                in.space();
            }
            if (n == MOST_RESOURCES) {
                throw new Malformed("Too many resources");
            }
            in.atom();
            in.space();
            in.number64();
        }
    }
}
