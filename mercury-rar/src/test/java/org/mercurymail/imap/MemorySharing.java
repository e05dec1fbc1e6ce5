package org.mercurymail.imap;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxSharing.RightsChange;
import org.mercurymail.port.QuotaRoot;

/**
 * What {@link MemoryMailboxes} knows of rights and quota: one root, which its account may fill with 10,000 octets; its
 * own mailboxes, in which it may everything, unless a test says that it may less in all of them.
 */
abstract class MemorySharing implements MailboxListener {

    private final Map<String, TreeMap<String, byte[]>> notes = new HashMap<>();

    @Override
    public SortedMap<String, byte[]> metadata(long account, String name) throws MailboxRefused {
        if (!name.isEmpty()) {
            status(account, name);
        }
        return notes.computeIfAbsent(name, n -> new TreeMap<>());
    }

    @Override
    public void setMetadata(long account, String name, Map<String, Optional<byte[]>> entries) throws MailboxRefused {
        SortedMap<String, byte[]> there = metadata(account, name);
        if (there.size() + entries.size() > 5) {
            throw new MailboxRefused(MailboxRefused.Code.LIMIT, "Too many entries");
        }
        entries.forEach((entry, value) -> value.ifPresentOrElse(v -> there.put(entry, v), () -> there.remove(entry)));
    }

    static final String OWNER = "u1@mercury.test";
    static final long LIMIT = 10_000;

    MailboxRights mine = MailboxRights.ALL;
    private final Map<Long, Map<String, MailboxRights>> holders = new HashMap<>();

    abstract MemoryMailboxes.Mailbox there(String name) throws MailboxRefused;

    abstract MemoryMailboxes.Mailbox there(long mailbox) throws MailboxRefused;

    @Override
    public MailboxRights rights(long account, long mailbox) {
        return mine;
    }

    @Override
    public MailboxRights rights(long account, String name) throws MailboxRefused {
        there(name);
        return mine;
    }

    private Map<String, MailboxRights> holders(String name) throws MailboxRefused {
        return holders.computeIfAbsent(there(name).id, id -> new TreeMap<>(Map.of(OWNER, MailboxRights.ALL)));
    }

    @Override
    public Map<String, MailboxRights> acl(long account, String name) throws MailboxRefused {
        return holders(name);
    }

    @Override
    public MailboxRights firmRights(long account, String name, String identifier) throws MailboxRefused {
        there(name);
        return identifier.equals(OWNER) ? MailboxRights.ALL : MailboxRights.NONE;
    }

    @Override
    public void setAcl(long account, String name, String identifier, RightsChange change, MailboxRights rights)
            throws MailboxRefused {
        int old = holders(name).getOrDefault(identifier, MailboxRights.NONE).bits();
        int bits = switch (change) {
            case ADD -> old | rights.bits();
            case REMOVE -> old & ~rights.bits();
            case REPLACE -> rights.bits();
        };
        holders(name).put(identifier, new MailboxRights(bits));
        holders(name).values().removeIf(MailboxRights::isNone);
    }

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
