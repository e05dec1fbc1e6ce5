package org.mercurymail.lists;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.intake.Incoming;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Status;
import org.mercurymail.mime.AddressList;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.mime.ListedAddress;
import org.mercurymail.routing.Router;
import org.mercurymail.store.ListRow;
import org.mercurymail.store.Members;

/**
 * Whether a message may go to a list's members. Stops what would go in circles, and asks who may post: of a sender who
 * logged in, the reverse-path counts, which was checked; of anybody else every address in From, and none of ours, since
 * anybody can write that. Changes nothing.
 */
final class PostingRule {

    private static final Status REPORT = new Status(550, "5.7.1", "The list takes no reports");
    private static final Status LOOP = new Status(554, "5.4.6", "The message has been on this list before");
    private static final Status AUTOMATIC = new Status(550, "5.7.1", "The list takes no automatic messages");
    private static final Status TOO_LONG = new Status(552, "5.3.4", "The header is too long for a list");
    private static final Status MEMBERS_ONLY = new Status(550, "5.7.2", "Only members may post to this list");
    private static final Status OWNERS_ONLY = new Status(550, "5.7.2", "Only its owners may post to this list");
    private static final Status LOG_IN =
            new Status(550, "5.7.2", "To post to this list with an address of this server, log in");

    private final Router router;
    private final Members members;

    PostingRule(Router router, Members members) {
        this.router = router;
        this.members = members;
    }

    /** What the envelope alone forbids. */
    Optional<Status> envelope(ListRow list, Optional<Address> sender, boolean verified) {
        if (sender.isEmpty()) {
            return Optional.of(REPORT);
        }
        return verified && !mayPost(list, sender.get()) ? Optional.of(refused(list)) : Optional.empty();
    }

    Optional<Status> message(ListRow list, Incoming message) {
        Optional<Status> circle = circle(list, message);
        if (circle.isPresent()) {
            return circle;
        }
        Optional<Status> first = envelope(list, message.sender(), message.verified());
        if (first.isPresent() || message.verified() || post(list) == Posting.ANYONE) {
            return first;
        }
        List<Address> from = from(message);
        if (from.isEmpty() || !from.stream().allMatch(address -> mayPost(list, address))) {
            return Optional.of(refused(list));
        }
        return from.stream().anyMatch(router::isOurs) ? Optional.of(LOG_IN)
                : Optional.empty();
    }

    private Optional<Status> circle(ListRow list, Incoming message) {
        if (message.isCut()) {
            return Optional.of(TOO_LONG);
        }
        Address address = Address.of(list.address());
        String id = '<' + ListHeader.id(address) + '>';
        boolean before = values(message, "List-Id").stream().anyMatch(value -> value.contains(id))
                || values(message, "Delivered-To").stream().anyMatch(address.key()::equals);
        if (before) {
            return Optional.of(LOOP);
        }
        return isAutomatic(message) ? Optional.of(AUTOMATIC) : Optional.empty();
    }

    /** RFC 3834 §5, and what was usual before it. */
    static boolean isAutomatic(Incoming message) {
        return values(message, "Auto-Submitted").stream().anyMatch(value -> !value.split("[;( ]", 2)[0].equals("no"))
                || values(message, "Precedence").stream().anyMatch(Set.of("bulk", "junk")::contains);
    }

    /** The addresses in From; empty when one is none. */
    static List<Address> from(Incoming message) {
        List<Address> from = new ArrayList<>();
        for (HeaderFields.Field field : message.fields().all("From")) {
            for (ListedAddress entry : AddressList.parse(field.value())) {
                Optional<Address> address = entry.address().flatMap(Address::parse);
                if (entry.host().isPresent() && address.isEmpty()) {
                    return List.of();
                }
                address.ifPresent(from::add);
            }
        }
        return from;
    }

    private boolean mayPost(ListRow list, Address address) {
        return switch (post(list)) {
            case ANYONE -> true;
            case MEMBERS -> members.isAny(list.id(), names(address)) || isOwner(list, address);
            case OWNERS -> isOwner(list, address);
        };
    }

    private boolean isOwner(ListRow list, Address address) {
        return names(address).stream().anyMatch(list.owners()::contains);
    }

    /** Under what somebody may be known: as written, without detail, and by the account's own address. */
    private List<String> names(Address address) {
        Set<String> names = new LinkedHashSet<>(List.of(address.key()));
        router.primary(address).ifPresent(primary -> names.add(primary.key()));
        return List.copyOf(names);
    }

    private static Status refused(ListRow list) {
        return post(list) == Posting.OWNERS ? OWNERS_ONLY : MEMBERS_ONLY;
    }

    private static Posting post(ListRow list) {
        return Posting.parse(list.post());
    }

    private static List<String> values(Incoming message, String name) {
        return message.fields().all(name).stream()
                .map(field -> field.value().strip().toLowerCase(Locale.ROOT)).toList();
    }
}
