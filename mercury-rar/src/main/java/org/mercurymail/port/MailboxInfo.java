package org.mercurymail.port;

import java.util.Optional;

/**
 * A mailbox as LIST and STATUS see it.
 *
 * @param id         empty for a name that is subscribed but does not exist
 * @param specialUse {@code \Sent} and its like (RFC 6154)
 * @param size       octets of all messages (RFC 8438)
 */
public record MailboxInfo(String name, Optional<Long> id, Optional<String> specialUse, boolean subscribed,
        long messages, long unseen, long deleted, long size, long uidNext, long uidValidity, long modseq) { }
