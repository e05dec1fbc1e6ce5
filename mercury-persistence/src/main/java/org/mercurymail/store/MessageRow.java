package org.mercurymail.store;

import java.time.Instant;
import java.util.List;

/**
 * A message of a mailbox without its body.
 *
 * @param body      the body's id for {@link Bodies}
 * @param saved     when it came into this mailbox
 * @param size      octets of the whole content, trace and body
 * @param trace     the octets in front of the body
 * @param envelope  empty unless asked for
 * @param structure empty unless asked for
 */
public record MessageRow(long uid, long message, int flags, List<String> keywords, long modseq, Instant internalDate,
        Instant saved, long size, byte[] trace, long body, byte[] envelope, byte[] structure) { }
