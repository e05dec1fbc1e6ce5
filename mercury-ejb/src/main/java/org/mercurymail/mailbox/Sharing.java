package org.mercurymail.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxRefused.Code;
import org.mercurymail.port.MailboxSharing;
import org.mercurymail.port.MailboxSharing.RightsChange;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.GrantRow;
import org.mercurymail.store.Grants;
import org.mercurymail.store.HolderRow;

/**
 * Which of others' mailboxes an account reaches, under which names, and with what rights (RFC 4314). Keeps what it read
 * for some seconds, which is how long another node's change takes to be seen; this node's is seen at once. An account
 * that nobody shares with costs a look into a map.
 */
@ApplicationScoped
public class Sharing {

    private static final long BELIEVED_NANOS = 5_000_000_000L;
    private static final int MOST_KEPT = 10_000; // accounts
    private static final int MOST_HOLDERS = 1000; // of one mailbox

    /** What one account reaches, as it was read. */
    private record Reached(long generation, long at, Map<String, Place> byName, Map<Long, Place> byId) { }

    private final AtomicLong generation = new AtomicLong();
    private final Map<Long, Reached> kept = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Reached> eldest) {
            return size() > MOST_KEPT;
        }
    });
    private Grants grants;
    private Accounts accounts;

    /** For the container's proxy. */
    protected Sharing() { }

    @Inject
    public Sharing(Grants grants, Accounts accounts) {
        this.grants = grants;
        this.accounts = accounts;
    }

    /** Whether the name means somebody else's mailbox. */
    static boolean isForeign(String name) {
        return name.startsWith(MailboxSharing.OTHER_USERS) || name.startsWith(MailboxSharing.SHARED_FOLDERS)
                || MailboxSharing.OTHER_USERS.equals(name + "/") || MailboxSharing.SHARED_FOLDERS.equals(name + "/");
    }

    /** Rights, or names of mailboxes that somebody has rights in, changed. */
    void changed() {
        generation.incrementAndGet();
    }

    /** Others' mailboxes by the names under which the account sees them. */
    Map<String, Place> reached(long account) {
        return current(account).byName;
    }

    Optional<Place> named(long account, String name) {
        return Optional.ofNullable(current(account).byName.get(name));
    }

    /** One of others' that the account reaches; else one that it must own to find anything there. */
    Place place(long account, long mailbox) {
        Place foreign = current(account).byId.get(mailbox);
        return foreign == null ? Place.own(account, mailbox) : foreign;
    }

    private Reached current(long account) {
        long now = generation.get(); // before the question: a change meanwhile asks again
        Reached known = kept.get(account);
        if (known != null && known.generation == now && System.nanoTime() - known.at < BELIEVED_NANOS) {
            return known;
        }
        long at = System.nanoTime();
        Map<String, Place> byName = new TreeMap<>();
        Map<Long, Place> byId = new HashMap<>();
        for (GrantRow row : grants.grantedTo(account)) {
            Place place = new Place(row.owner(), row.mailbox(), row.name(), row.of(),
                    new MailboxRights(row.rights()));
            if (row.of().chars().noneMatch(c -> "/%*\\".indexOf(c) >= 0)) { // no level of a name
                byName.put(shown(place, row.name()), place);
                byId.put(row.mailbox(), place);
            }
        }
        Reached read = new Reached(now, at, byName, byId);
        kept.put(account, read);
        return read;
    }

    /** How a mailbox of this owner is named for others. */
    static String shown(Place of, String name) {
        return of.of().isEmpty() ? MailboxSharing.SHARED_FOLDERS + name
                : MailboxSharing.OTHER_USERS + of.of() + '/' + name;
    }

    /** Who has rights in a mailbox, but its owner, by identifier. */
    Map<String, MailboxRights> holders(long owner, long mailbox) {
        Map<String, MailboxRights> holders = new TreeMap<>();
        for (HolderRow row : grants.holders(owner, mailbox)) {
            holders.put(row.who() == 0 ? MailboxSharing.ANYONE : row.address(), new MailboxRights(row.rights()));
        }
        return holders;
    }

    /** Who an identifier means: the number of an account, or 0 for anyone of the owner's domain. */
    long identified(long owner, String identifier) throws MailboxRefused {
        if (identifier.equals(MailboxSharing.ANYONE)) {
            return 0;
        }
        if (identifier.startsWith("-")) { // RFC 4314 §2: a server need not have negative rights
            throw new MailboxRefused(Code.CANNOT, "Rights are given, never forbidden");
        }
        String domain = domainOf(owner);
        int at = identifier.lastIndexOf('@');
        Optional<AccountRow> found = at < 0 ? accounts.loggingIn(identifier.toLowerCase(java.util.Locale.ROOT), domain)
                : accounts.loggingIn(identifier.substring(0, at).toLowerCase(java.util.Locale.ROOT),
                        identifier.substring(at + 1).toLowerCase(java.util.Locale.ROOT));
        boolean ownedByDomain = grants.domainOf(owner).isPresent();
        return found.filter(row -> !row.isDevice() && (!ownedByDomain || row.domain().equals(domain)))
                .map(AccountRow::id)
                .orElseThrow(() -> new MailboxRefused(Code.CANNOT, "Nobody who could have rights is named so"));
    }

    private String domainOf(long owner) {
        return accounts.account(owner).map(AccountRow::domain).or(() -> grants.domainOf(owner)).orElse("");
    }

    void change(long owner, long mailbox, long who, RightsChange change, MailboxRights rights) throws MailboxRefused {
        Collection<HolderRow> holders = grants.holders(owner, mailbox);
        if (holders.size() >= MOST_HOLDERS && holders.stream().noneMatch(row -> row.who() == who)) {
            throw new MailboxRefused(Code.LIMIT, "Too many have rights in this mailbox");
        }
        int keep = switch (change) {
            case ADD -> ~0;
            case REMOVE -> ~rights.bits();
            case REPLACE -> 0;
        };
        grants.change(owner, mailbox, who, who == 0 ? domainOf(owner) : "", keep,
                change == RightsChange.REMOVE ? 0 : rights.bits());
        changed();
    }
}
