package org.mercurymail.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.MailboxInfo;
import org.mercurymail.port.MailboxListener.Appended;
import org.mercurymail.port.MailboxListener.FlagChange;
import org.mercurymail.port.MailboxListener.MessageSink;
import org.mercurymail.port.MailboxListener.Placed;
import org.mercurymail.port.MailboxRefused.Code;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.StoredMessage;
import org.mercurymail.port.TextMatches;

/**
 * The mailboxes that an account reaches, its own and others', and what it may do there: the one place where the rights
 * of RFC 4314 §4 are checked, in front of {@link MailboxService}, which checks none. Means what
 * {@link org.mercurymail.port.MailboxListener} says of the methods of the same names.
 */
@ApplicationScoped
public class AccountMailboxes {

    private MailboxService service;
    private Sharing sharing;
    private Watchers watchers;

    /** For the container's proxy. */
    protected AccountMailboxes() { }

    @Inject
    public AccountMailboxes(MailboxService service, Sharing sharing, Watchers watchers) {
        this.service = service;
        this.sharing = sharing;
        this.watchers = watchers;
    }

    /** The mailbox of that name, whatever may be done there. */
    Place place(long account, String given) throws MailboxRefused {
        String name = MailboxName.normal(given);
        return Sharing.isForeign(name)
                ? MailboxService.asking(() -> sharing.named(account, name).orElseThrow(Place::nowhere))
                : Place.own(account, name);
    }

    private Place place(long account, long mailbox) throws MailboxRefused {
        return MailboxService.asking(() -> sharing.place(account, mailbox));
    }

    public List<MailboxInfo> mailboxes(long account) {
        List<MailboxInfo> own = service.mailboxes(account);
        Map<String, Place> reached = sharing.reached(account);
        if (reached.isEmpty()) {
            return own;
        }
        Set<String> subscribed = new HashSet<>();
        TreeMap<String, MailboxInfo> all = new TreeMap<>();
        for (MailboxInfo info : own) {
            all.put(info.name(), info);
            if (info.subscribed()) {
                subscribed.add(info.name());
            }
        }
        Map<Long, MailboxInfo> others = new TreeMap<>();
        reached.values().stream().map(Place::owner).distinct().forEach(owner ->
                service.mailboxes(owner).forEach(info -> info.id().ifPresent(id -> others.put(id, info))));
        reached.forEach((name, place) -> {
            MailboxInfo info = others.get(place.mailbox());
            if (info != null && place.rights().has('l')) {
                all.put(name, shown(info, name, subscribed.contains(name)));
            }
        });
        return List.copyOf(all.values());
    }

    private static MailboxInfo shown(MailboxInfo info, String name, boolean subscribed) {
        return new MailboxInfo(name, info.id(), Optional.empty(), subscribed, info.messages(), info.unseen(),
                info.deleted(), info.size(), info.uidNext(), info.uidValidity(), info.modseq());
    }

    public MailboxInfo status(long account, String name) throws MailboxRefused {
        Place place = place(account, name).require("r");
        MailboxInfo info = service.status(place.owner(), place.name());
        return place.isOf(account) ? info : shown(info, Sharing.shown(place, place.name()), false);
    }

    public void create(long account, String given, Optional<String> specialUse) throws MailboxRefused {
        String name = MailboxName.normal(given);
        if (!Sharing.isForeign(name)) {
            service.create(account, name, specialUse);
            sharing.changed(); // it may be below a shared one
            return;
        }
        Place parent = parent(account, name).require("k");
        service.create(parent.owner(), name.substring(Sharing.shown(parent, "").length()), Optional.empty());
        sharing.changed();
    }

    /** The nearest mailbox above a name of somebody else's that there is (RFC 4314 §4). */
    private Place parent(long account, String name) throws MailboxRefused {
        for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
            String above = name.substring(0, slash);
            Optional<Place> seen = sharing.named(account, above);
            if (seen.isPresent() || isHidden(account, above)) {
                return seen.orElseThrow(Place::nowhere);
            }
        }
        throw Place.nowhere();
    }

    /** It is there, and the account does not know. */
    private boolean isHidden(long account, String name) throws MailboxRefused {
        Optional<Place> sibling = sharing.reached(account).values().stream()
                .filter(place -> name.startsWith(Sharing.shown(place, ""))).findFirst();
        return sibling.isPresent() && service.mailboxes(sibling.get().owner()).stream().anyMatch(info ->
                info.id().isPresent() && name.equals(Sharing.shown(sibling.get(), info.name())));
    }

    public void delete(long account, String name) throws MailboxRefused {
        Place place = place(account, name).require("x");
        service.delete(place.owner(), place.name());
        sharing.changed();
    }

    public void rename(long account, String from, String to) throws MailboxRefused {
        Place place = place(account, from).require("x");
        String target = MailboxName.normal(to);
        if (place.isOf(account) && !Sharing.isForeign(target)) {
            service.rename(account, place.name(), target);
        } else {
            Place parent = Sharing.isForeign(target) ? parent(account, target).require("k") : Place.own(account, "");
            if (parent.owner() != place.owner() || place.name().equals(MailboxName.INBOX)) {
                throw new MailboxRefused(Code.CANNOT, "A mailbox stays with its owner");
            }
            service.rename(place.owner(), place.name(), target.substring(Sharing.shown(place, "").length()));
        }
        sharing.changed();
    }

    public void subscribe(long account, String name, boolean on) throws MailboxRefused {
        service.subscribe(account, name, on);
    }

    public MailboxSnapshot open(long account, String name) throws MailboxRefused {
        Place place = place(account, name).require("r");
        if (!place.isOf(account)) {
            watchers.follow(place.owner(), account);
        }
        return service.open(place.owner(), place.name());
    }

    /** A session whose right to read is gone finds the mailbox gone. */
    public MailboxSnapshot refresh(long account, long mailbox) throws MailboxRefused {
        Place place = place(account, mailbox);
        if (!place.rights().has('r')) {
            throw Place.nowhere();
        }
        return service.refresh(place.owner(), mailbox);
    }

    public long recent(long account, long mailbox, long told) throws MailboxRefused {
        return service.recent(place(account, mailbox).require("r").owner(), mailbox, told);
    }

    public long countRecent(long account, long mailbox) throws MailboxRefused {
        return service.countRecent(place(account, mailbox).require("r").owner(), mailbox);
    }

    public void fetch(long account, long mailbox, NumberSet uids, Set<StoredMessage.Part> parts, MessageSink sink)
            throws MailboxRefused, IOException {
        service.fetch(place(account, mailbox).require("r").owner(), mailbox, uids, parts, sink);
    }

    public Optional<TextMatches> matches(long account, long mailbox, TextMatches.Place where, String text)
            throws MailboxRefused {
        return service.matches(place(account, mailbox).require("r").owner(), mailbox, where, text);
    }

    /** What may not be set is passed over; refused when nothing of it may (RFC 4314 §4). */
    public NumberSet store(long account, long mailbox, NumberSet uids, FlagChange change, Flags flags,
            long unchangedSince) throws MailboxRefused {
        Place place = place(account, mailbox);
        MailboxRights rights = place.rights();
        if (rights.hasAll("stw")) {
            return service.store(place.owner(), mailbox, uids, change, flags, unchangedSince);
        }
        Flags settable = rights.settable(flags);
        boolean nothing = change == FlagChange.REPLACE ? rights.systemFlags() == 0 : settable.equals(Flags.NONE);
        if (nothing) {
            place.require("r").require(rights.has('w') ? "st" : "w");
        }
        return change == FlagChange.REPLACE
                ? service.replace(place.owner(), mailbox, uids, settable, rights, unchangedSince)
                : service.store(place.owner(), mailbox, uids, change, settable, unchangedSince);
    }

    public NumberSet expunge(long account, long mailbox, NumberSet uids) throws MailboxRefused {
        return service.expunge(place(account, mailbox).require("e").owner(), mailbox, uids);
    }

    public Placed append(long account, String name, List<Appended> messages)
            throws MailboxRefused, IOException {
        Place place = place(account, name).require("i");
        return service.append(place.owner(), place.name(), messages.stream().map(m ->
                new Appended(m.body(), place.rights().settable(m.flags()), m.internalDate())).toList());
    }

    public Placed replace(long account, long mailbox, long uid, String target, Appended message)
            throws MailboxRefused, IOException {
        Place from = place(account, mailbox).require("te");
        Place into = place(account, target).require("i");
        if (from.owner() != into.owner()) {
            throw new MailboxRefused(MailboxRefused.Code.CANNOT, "A message is replaced among the mailboxes of one owner");
        }
        return service.replace(from.owner(), mailbox, uid, into.name(),
                new Appended(message.body(), into.rights().settable(message.flags()), message.internalDate()));
    }

    /** A MOVE is a COPY, a STORE of {@code \Deleted} and an EXPUNGE (RFC 6851 §4.4). */
    public Placed copy(long account, long mailbox, NumberSet uids, String target, boolean move)
            throws MailboxRefused {
        Place from = place(account, mailbox).require(move ? "rte" : "r");
        Place into = place(account, target).require("i");
        return from.owner() == into.owner() && into.rights().hasAll("stw")
                ? service.copy(from.owner(), mailbox, uids, into.name(), move)
                : service.copyTo(from.owner(), mailbox, uids, into, move);
    }

    public long deletedStorage(long account, long mailbox) throws MailboxRefused {
        return service.deletedStorage(place(account, mailbox).require("r").owner(), mailbox);
    }

    public MailboxRights rights(long account, long mailbox) throws MailboxRefused {
        return place(account, mailbox).rights();
    }
}
