package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Mailboxes and what is in them. */
@ApplicationScoped
public class Mailboxes {

    /** By name. */
    public List<MailboxRow> list(long account) {
        throw new UnsupportedOperationException();
    }

    /** Subscribed names, whether a mailbox has them or not (RFC 9051 §6.3.7). */
    public List<String> subscriptions(long account) {
        throw new UnsupportedOperationException();
    }

    public Optional<MailboxRow> byName(long account, String name) {
        throw new UnsupportedOperationException();
    }

    public Optional<MailboxRow> byId(long account, long mailbox) {
        throw new UnsupportedOperationException();
    }

    /** @throws TakenException when the name is taken */
    public MailboxRow create(long account, String name, String specialUse) {
        throw new UnsupportedOperationException();
    }

    /** Drops the mailbox and its messages; those below it stay. False when there is none. */
    public boolean delete(long account, long mailbox) {
        throw new UnsupportedOperationException();
    }

    /**
     * Renames the mailbox and all below it.
     *
     * @throws TakenException when a name is taken
     * @throws GoneException  when there is no such mailbox
     */
    public void rename(long account, long mailbox, String to) {
        throw new UnsupportedOperationException();
    }

    public void subscribe(long account, String name, boolean on) {
        throw new UnsupportedOperationException();
    }

    /** All entries changed after a MODSEQ (0 for all) by cursor; answers the mailbox as it was at that moment. */
    public Optional<MailboxRow> entries(long account, long mailbox, long sinceModseq, EntrySink sink) {
        throw new UnsupportedOperationException();
    }

    /** @throws GoneException when there is no such mailbox */
    public Changes changes(long account, long mailbox, long sinceModseq) {
        throw new UnsupportedOperationException();
    }

    /** Messages by cursor, ascending by UID. */
    public void messages(long account, long mailbox, List<UidRange> uids, boolean envelope, boolean structure,
            MessageRowSink sink) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Changes flags in one step for all messages.
     *
     * @param unchangedSince only messages whose MODSEQ is not greater; Long.MAX_VALUE for all
     * @return the UIDs left alone because they had changed since, ascending
     */
    public long[] store(long account, long mailbox, List<UidRange> uids, FlagChange change, int flags,
            List<String> keywords, long unchangedSince) {
        throw new UnsupportedOperationException();
    }

    /** Takes the messages out of the mailbox, whatever their flags; answers the UIDs that went, ascending. */
    public long[] expunge(long account, long mailbox, List<UidRange> uids) {
        throw new UnsupportedOperationException();
    }

    /** @throws GoneException when one of the mailboxes does not exist */
    public Copied copy(long account, long mailbox, List<UidRange> uids, long target) {
        throw new UnsupportedOperationException();
    }

    /** Like {@link #copy}, and takes the messages out of where they were, in one step. */
    public Copied move(long account, long mailbox, List<UidRange> uids, long target) {
        throw new UnsupportedOperationException();
    }
}
