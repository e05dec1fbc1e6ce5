package org.mercurymail.outbound;

import java.time.Instant;
import java.util.List;
import org.mercurymail.mail.MessageId;

/**
 * What became of a message so far.
 *
 * @param state  {@code waiting} while anybody waits; else {@code delivered}, {@code failed}, {@code cancelled}, or
 *               {@code partial} when its recipients fared differently; {@code accepted} when it has none left to show
 * @param sender the reverse-path, empty for {@code <>}
 */
public record MessageTrace(MessageId id, Instant at, String state, String sender, long size,
        List<Fate> recipients, List<Event> events) {

    /**
     * What became of one recipient.
     *
     * @param state     {@code queued}, {@code deferred}, {@code delivered}, {@code failed} or {@code cancelled}
     * @param attempts  over SMTP, with the last; 0 for a mailbox of ours
     * @param lastReply what the last attempt heard; empty before there was one
     */
    public record Fate(String address, String state, int attempts, String lastReply) { }

    /**
     * One line of its history.
     *
     * @param recipient empty for the whole message
     */
    public record Event(Instant at, String event, String recipient, String detail) { }
}
