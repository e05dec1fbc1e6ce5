package org.mercurymail.lists;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.outbound.CopyHeader;
import org.mercurymail.store.ListRow;
import org.mercurymail.store.Lists;
import org.mercurymail.store.MemberRow;
import org.mercurymail.store.Members;
import org.mercurymail.store.QueuedMessage;
import org.mercurymail.store.QueuedRecipient;

/**
 * The List-Unsubscribe fields (RFC 2369 §3.2, RFC 8058 §3.1), which stand before the one stored body: a copy that goes
 * to one member alone has that member's signed link; a copy that several share has only what is true for all of them.
 */
@ApplicationScoped
public class CopyFields implements CopyHeader {

    private static final byte[] NOTHING = {};
    private static final String BOUNCES = "-bounces";

    private Lists lists;
    private Members members;
    private ListLinks links;

    /** For the container's proxy. */
    protected CopyFields() { }

    @Inject
    public CopyFields(Lists lists, Members members, ListLinks links) {
        this.lists = lists;
        this.members = members;
        this.links = links;
    }

    /** A list's postings are known by their reverse-path. */
    @Override
    public byte[] of(QueuedMessage message, List<QueuedRecipient> recipients) {
        Optional<ListRow> list = Address.parse(message.sender())
                .filter(sender -> sender.localPart().endsWith(BOUNCES)).flatMap(this::ofBounces);
        if (list.isEmpty()) {
            return NOTHING;
        }
        Optional<MemberRow> only = recipients.size() > 1 ? Optional.empty() : Address.parse(recipients.get(0).address())
                .flatMap(address -> members.member(list.get().id(), address.key()));
        Optional<byte[]> secret = only.flatMap(member -> lists.secret(member.list()));
        return secret.isPresent() ? personal(list.get(), secret.get(), only.get()) : shared(list.get());
    }

    byte[] personal(ListRow list, byte[] secret, MemberRow member) {
        return ("List-Unsubscribe: <" + links.leave(MemberLinks.link(secret, member)) + ">,\r\n\t"
                + mailto(list) + "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] shared(ListRow list) {
        return ("List-Unsubscribe: <" + links.list(address(list)) + ">,\r\n\t" + mailto(list) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String mailto(ListRow list) {
        return "<mailto:" + ListAddresses.unsubscribe(address(list)) + ">";
    }

    private Optional<ListRow> ofBounces(Address sender) {
        String local = sender.localPart();
        return lists.list(local.substring(0, local.length() - BOUNCES.length()), sender.domain().name());
    }

    private static Address address(ListRow list) {
        return Address.of(list.address());
    }
}
