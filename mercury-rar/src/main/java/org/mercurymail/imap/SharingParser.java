package org.mercurymail.imap;

import org.mercurymail.imap.Cursor.Malformed;

/** Reads the arguments of the commands about quota (RFC 9208 §6). */
final class SharingParser {

    private static final int MOST_RESOURCES = 20;

    private final Cursor in;

    SharingParser(Cursor in) {
        this.in = in;
    }

    ImapCommand command(ImapVerb verb) throws Malformed {
        in.space();
        String name = in.astring();
        if (verb == ImapVerb.SETQUOTA) {
            resources();
        }
        return new ImapCommand.Named(verb, name);
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
