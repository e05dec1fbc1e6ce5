package org.mercurymail.lists;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.intake.ListDesk;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Body;
import org.mercurymail.routing.Destination;
import org.mercurymail.routing.Router;
import org.mercurymail.routing.Spread;
import org.mercurymail.store.ListRow;
import org.mercurymail.store.Lists;
import org.mercurymail.store.MemberRow;
import org.mercurymail.store.Members;
import org.mercurymail.store.Reach;

/**
 * Who gets a posting: each mailbox and each foreign address once, however many members lead to it. A member that takes
 * nothing now, or leads to a list, gets no copy, and that is counted as a bounce; the others get theirs.
 */
final class Expansion {

    private static final System.Logger LOG = System.getLogger(Expansion.class.getName());
    private static final Status NESTED = new Status(550, "5.7.1", "A list cannot be a member of a list");

    private final Lists lists;
    private final Members members;
    private final Router router;
    private final CopyFields fields;

    Expansion(Lists lists, Members members, Router router, CopyFields fields) {
        this.lists = lists;
        this.members = members;
        this.router = router;
        this.fields = fields;
    }

    ListDesk.Copies of(ListRow list, Body body) {
        Map<String, MemberRow> byAddress = new HashMap<>();
        Map<String, Destination> known = new HashMap<>();
        List<Recipient> all = new ArrayList<>();
        for (Reach reach : members.reach(list.id())) {
            Optional<Address> address = Address.parse(reach.member().address());
            if (address.isPresent()) { // what was taken once parses for good
                byAddress.put(reach.member().address(), reach.member());
                known(reach, address.get()).ifPresent(way -> known.put(reach.member().address(), way));
                all.add(recipient(address.get()));
            }
        }
        Spread spread = router.spread(all, known);
        spread.refused().forEach((recipient, status) -> missed(list, recipient.address(), status));
        spread.strays().forEach(stray -> missed(list, stray.recipient().address(), stray.status()));
        spread.lists().forEach(listed -> missed(list, listed.recipient().address(), NESTED));
        byte[] secret = lists.secret(list.id()).orElseThrow();
        Address address = Address.of(list.address());
        List<ListDesk.Copy> local = spread.local().stream().map(filed -> new ListDesk.Copy(filed,
                fields.personal(address, secret, byAddress.get(filed.recipient().address().key())))).toList();
        LOG.log(Level.INFO, "event=list-expanded list={0} members={1} local={2} remote={3}", list.address(),
                Integer.toString(all.size()), Integer.toString(local.size()),
                Integer.toString(spread.remote().size()));
        return new ListDesk.Copies(ListAddresses.bounces(address), body, local, spread.remote());
    }

    private static Optional<Destination> known(Reach reach, Address address) {
        if (reach instanceof Reach.Mailbox mailbox) {
            return Optional.of(new Destination.Local(mailbox.account(), mailbox.inbox()));
        }
        return reach instanceof Reach.Away ? Optional.of(new Destination.Remote(address.domain())) : Optional.empty();
    }

    /** Reports of failure go to the list, and name the member as it knows it, whoever forwards (RFC 3461 §5.2.7.3). */
    private static Recipient recipient(Address member) {
        return new Recipient(member, Set.of(Recipient.Notify.FAILURE), member.isInternational() ? Optional.empty()
                : Optional.of("rfc822;" + xtext(member.toString())));
    }

    /** RFC 3461 §4. */
    private static String xtext(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
            out.append(b > ' ' && b < 0x7f && b != '+' && b != '=' ? String.valueOf((char) b)
                    : String.format("+%02X", b));
        }
        return out.toString();
    }

    private void missed(ListRow list, Address member, Status why) {
        members.bounced(list.id(), member.key(), why.toString());
        LOG.log(Level.INFO, "event=list-member-missed list={0} member=<{1}> reply=\"{2}\"", list.address(), member,
                why);
    }
}
