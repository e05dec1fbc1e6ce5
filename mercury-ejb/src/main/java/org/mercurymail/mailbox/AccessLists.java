package org.mercurymail.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxRefused.Code;
import org.mercurymail.port.MailboxSharing.RightsChange;
import org.mercurymail.port.QuotaRoot;

/**
 * Who may do what in a mailbox, told to and changed by those who may administer it (RFC 4314 §3), and the quota root it
 * counts to (RFC 9208). An owner has all rights and cannot lose one. Means what
 * {@link org.mercurymail.port.MailboxListener} says of the methods of the same names.
 */
@ApplicationScoped
public class AccessLists {

    private static final String KNOWING = "lrikxa"; // any of these lets one know (RFC 4314 §4, MYRIGHTS)

    private AccountMailboxes mailboxes;
    private MailboxService service;
    private Sharing sharing;
    private Watchers watchers;

    /** For the container's proxy. */
    protected AccessLists() { }

    @Inject
    public AccessLists(AccountMailboxes mailboxes, MailboxService service, Sharing sharing, Watchers watchers) {
        this.mailboxes = mailboxes;
        this.service = service;
        this.sharing = sharing;
        this.watchers = watchers;
    }

    public MailboxRights rights(long account, String name) throws MailboxRefused {
        Place place = mailboxes.place(account, name);
        if (KNOWING.chars().noneMatch(letter -> place.rights().has((char) letter))) {
            throw Place.nowhere();
        }
        mailbox(place);
        return place.rights();
    }

    public Map<String, MailboxRights> acl(long account, String name) throws MailboxRefused {
        Place place = mailboxes.place(account, name).require("a");
        Map<String, MailboxRights> all = new LinkedHashMap<>();
        ownerOf(place).ifPresent(address -> all.put(address, MailboxRights.ALL));
        long mailbox = mailbox(place);
        all.putAll(MailboxService.asking(() -> sharing.holders(place.owner(), mailbox)));
        return all;
    }

    public MailboxRights firmRights(long account, String name, String identifier) throws MailboxRefused {
        Place place = mailboxes.place(account, name).require("a");
        mailbox(place);
        return MailboxService.asking(() -> sharing.identified(place.owner(), identifier)) == place.owner()
                ? MailboxRights.ALL : MailboxRights.NONE;
    }

    /** Sessions that read where they may not any more find the mailbox gone. */
    public void setAcl(long account, String name, String identifier, RightsChange change, MailboxRights rights)
            throws MailboxRefused {
        Place place = mailboxes.place(account, name).require("a");
        long mailbox = mailbox(place);
        long who = MailboxService.asking(() -> {
            long one = sharing.identified(place.owner(), identifier);
            if (one == place.owner()) {
                throw new MailboxRefused(Code.CANNOT, "The owner has all rights, always");
            }
            sharing.change(place.owner(), mailbox, one, change, rights);
            return one;
        });
        watchers.changed(place.owner());
        watchers.wake(who);
    }

    public QuotaRoot quotaOf(long account, String name) throws MailboxRefused {
        Place place = mailboxes.place(account, name).require("r"); // RFC 9208 §4.1.2
        mailbox(place);
        return service.quota(place.owner());
    }

    /** One's own, and those of whose mailboxes one may read. */
    public QuotaRoot quotaRoot(long account, String root) throws MailboxRefused {
        QuotaRoot own = service.quota(account);
        if (own.name().equalsIgnoreCase(root)) {
            return own;
        }
        for (Place place : sharing.reached(account).values()) {
            boolean named = place.of().isEmpty() ? root.equals(MailboxService.SHARED)
                    : place.of().equalsIgnoreCase(root);
            if (named && place.rights().has('r')) {
                return service.quota(place.owner());
            }
        }
        throw new MailboxRefused(Code.NONEXISTENT, "There is no such quota root");
    }

    private Optional<String> ownerOf(Place place) throws MailboxRefused {
        String name = service.quota(place.owner()).name();
        return Optional.of(name).filter(owner -> !owner.equals(MailboxService.SHARED));
    }

    /** Its number; refused when the mailbox is gone. */
    private long mailbox(Place place) throws MailboxRefused {
        return place.mailbox() != 0 ? place.mailbox()
                : service.status(place.owner(), place.name()).id().orElseThrow(Place::nowhere);
    }
}
