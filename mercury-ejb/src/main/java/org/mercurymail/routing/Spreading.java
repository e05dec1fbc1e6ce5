package org.mercurymail.routing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;

/**
 * Follows the recipients of one message through every alias to its ends, once. Never goes in circles: an address is
 * visited once for each recipient, and their number is bounded.
 */
final class Spreading {

    /** How many addresses one recipient may become; more than this is a loop or a list. */
    static final int MOST_TARGETS = 1000;

    private static final Status LOOP = new Status(550, "5.4.6", "The alias leads to nowhere but itself");

    private final Function<Address, Destination> route;
    private final Map<Long, Spread.Filed> local = new LinkedHashMap<>();
    private final Map<String, Recipient> remote = new LinkedHashMap<>();
    private final Map<Destination.List, Spread.Listed> lists = new LinkedHashMap<>();
    private final Map<Recipient, Status> refused = new LinkedHashMap<>();
    private final List<Spread.Stray> strays = new ArrayList<>();

    Spreading(Function<Address, Destination> route) {
        this.route = route;
    }

    Spread of(List<Recipient> recipients) {
        for (Recipient recipient : recipients) {
            List<Spread.Stray> dead = new ArrayList<>();
            if (follow(recipient, recipient.address(), new HashSet<>(), dead)) {
                strays.addAll(dead);
            } else {
                refused.put(recipient, dead.isEmpty() ? LOOP : dead.get(0).status());
            }
        }
        return new Spread(List.copyOf(local.values()), List.copyOf(remote.values()),
                List.copyOf(lists.values()), refused, strays);
    }

    /** Follows one address; true when it led to an end that takes the message, be it one that was there before. */
    private boolean follow(Recipient recipient, Address address, Set<String> seen, List<Spread.Stray> dead) {
        if (seen.size() >= MOST_TARGETS || !seen.add(address.key())) {
            return false;
        }
        Destination destination = route.apply(address);
        if (destination instanceof Destination.Local mailbox) {
            local.putIfAbsent(mailbox.account(), new Spread.Filed(recipient, address, mailbox));
            return true;
        }
        if (destination instanceof Destination.Remote) {
            remote.putIfAbsent(address.key(), at(recipient, address));
            return true;
        }
        if (destination instanceof Destination.List list) {
            lists.putIfAbsent(list, new Spread.Listed(recipient, list));
            return true;
        }
        if (destination instanceof Destination.Refuse refuse) {
            dead.add(new Spread.Stray(at(recipient, address), refuse.status()));
            return false;
        }
        boolean led = false;
        for (Address target : ((Destination.Alias) destination).targets()) {
            led |= follow(recipient, target, seen, dead);
        }
        return led;
    }

    /** The recipient under another address; it keeps what its sender called it (RFC 3461 §5.2.7.1). */
    private static Recipient at(Recipient recipient, Address now) {
        boolean forwarded = !recipient.address().equals(now);
        Optional<String> original = recipient.original().or(() ->
                forwarded ? Optional.of("rfc822;" + recipient.address()) : Optional.empty());
        return new Recipient(now, recipient.notifyOn(), original);
    }
}
