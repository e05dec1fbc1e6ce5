package org.mercurymail.store;

/**
 * A message that was expunged and can come back.
 *
 * @param mailbox where it was
 * @param name    that mailbox's name, also when it is gone
 * @param micros  when it went, microseconds of the epoch
 */
public record ExpungedRow(long mailbox, long uid, String name, long micros, long size, byte[] envelope) {

    /** In which order they are listed: latest first. */
    public record Key(long micros, long mailbox, long uid) { }

    public Key key() {
        return new Key(micros, mailbox, uid);
    }
}
