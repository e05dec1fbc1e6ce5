package org.mercurymail.imap;

import org.mercurymail.mail.Flags;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.QuotaRoot;

/** What {@link MemoryMailboxes} knows of quota: one root, which its account may fill with 10,000 octets. */
abstract class MemorySharing implements MailboxListener {

    static final String OWNER = "u1@mercury.test";
    static final long LIMIT = 10_000;

    abstract MemoryMailboxes.Mailbox there(String name) throws MailboxRefused;

    abstract MemoryMailboxes.Mailbox there(long mailbox) throws MailboxRefused;

    @Override
    public QuotaRoot quotaOf(long account, String name) throws MailboxRefused {
        there(name);
        return quotaRoot(account, OWNER);
    }

    @Override
    public QuotaRoot quotaRoot(long account, String root) throws MailboxRefused {
        if (!root.equals(OWNER)) {
            throw new MailboxRefused(MailboxRefused.Code.NONEXISTENT, "No such quota root");
        }
        return new QuotaRoot(OWNER, mailboxes(account).stream().mapToLong(info -> info.size()).sum(), LIMIT);
    }

    @Override
    public long deletedStorage(long account, long mailbox) throws MailboxRefused {
        return there(mailbox).entries.values().stream().filter(entry -> entry.flags().has(Flags.DELETED))
                .mapToLong(entry -> MemoryMailboxes.size(entry.message())).sum();
    }
}
