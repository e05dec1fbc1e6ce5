package org.mercurymail.mailbox;

import java.util.List;
import java.util.OptionalLong;

/**
 * Some messages of a mailbox, newest first.
 *
 * @param mailbox its number, for the calls that take one
 * @param total   messages in the mailbox
 * @param next    the cursor of the next page, absent on the last
 */
public record MessagePage(long mailbox, int total, List<MessageLine> lines, OptionalLong next) {

    public MessagePage {
        lines = List.copyOf(lines);
    }
}
