package org.mercurymail.mailbox;

import java.time.Instant;
import org.mercurymail.mail.Flags;

/**
 * A message as a list shows it.
 *
 * @param at      when it arrived
 * @param subject decoded, empty when there is none
 * @param from    the author's name or address, decoded
 * @param to      the first addressee's name or address, decoded, for lists of sent mail
 */
public record MessageLine(long uid, Flags flags, Instant at, long size, String subject, String from, String to) {

    public boolean isUnread() {
        return !flags.has(Flags.SEEN);
    }
}
