package org.mercurymail.port;

import java.time.Instant;
import org.mercurymail.mail.Flags;

/**
 * One message of a mailbox.
 *
 * @param saved    when it came into this mailbox, to the second at least (RFC 8514)
 * @param size     octets of the whole content, trace fields included
 * @param envelope what {@code mime.Summary} encoded at delivery; empty unless asked for
 * @param structure what {@code mime.Part} encoded at delivery, offsets relative to the content behind the trace
 *                 fields; empty unless asked for
 * @param trace    octets of the trace fields (Return-Path, Delivered-To) in front of what the structure describes
 * @param content  reads the stored bytes when it is opened, not before; good only inside the sink's call
 */
public record StoredMessage(long uid, long id, Flags flags, long modseq, Instant internalDate, Instant saved,
        long size, byte[] envelope, byte[] structure, int trace, Body content) {

    /** What a fetch may ask for beyond UID, flags, MODSEQ, dates and size, which always come. */
    public enum Part { ENVELOPE, STRUCTURE, CONTENT }
}
