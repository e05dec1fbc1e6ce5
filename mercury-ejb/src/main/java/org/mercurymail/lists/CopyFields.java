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
 * A list's postings are known by their reverse-path.
 */
@ApplicationScoped
public class CopyFields implements CopyHeader {

    private static final byte[] NOTHING = {};
    private static final String BOUNCES = "-bounces";
    /** Octets of a posting that is not sent again for each member of a small list. */
    private static final long LARGE = 1 << 20;

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

    @Override
    public int together(QueuedMessage message, int most) {
        Optional<ListRow> list = posted(message).flatMap(address ->
                lists.list(address.localPart(), address.domain().name()));
        boolean personal = list.isPresent() && switch (Copies.parse(list.get().copies())) {
            case PERSONAL -> true;
            case SHARED -> false;
            case AUTO -> list.get().members() <= most && message.size() <= LARGE;
        };
        return personal ? 1 : most;
    }

    @Override
    public byte[] of(QueuedMessage message, List<QueuedRecipient> recipients) {
        Optional<Address> list = posted(message);
        Optional<Long> id = list.flatMap(address -> lists.id(address.localPart(), address.domain().name()));
        if (id.isEmpty()) {
            return NOTHING;
        }
        Optional<MemberRow> only = recipients.size() > 1 ? Optional.empty() : Address.parse(recipients.get(0).address())
                .flatMap(address -> members.member(id.get(), address.key()));
        Optional<byte[]> secret = only.flatMap(member -> lists.secret(member.list()));
        return secret.isPresent() ? personal(list.get(), secret.get(), only.get()) : shared(list.get());
    }

    byte[] personal(Address list, byte[] secret, MemberRow member) {
        return ("List-Unsubscribe: <" + links.leave(MemberLinks.link(secret, member)) + ">,\r\n\t"
                + mailto(list) + "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] shared(Address list) {
        return ("List-Unsubscribe: <" + links.list(list) + ">,\r\n\t" + mailto(list) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String mailto(Address list) {
        return "<mailto:" + ListAddresses.unsubscribe(list) + ">";
    }

    /** The list that such a message would come from, if it is one's. */
    private static Optional<Address> posted(QueuedMessage message) {
        return Address.parse(message.sender()).filter(sender -> sender.localPart().endsWith(BOUNCES)).map(sender ->
                new Address(sender.localPart().substring(0, sender.localPart().length() - BOUNCES.length()),
                        sender.domain()));
    }
}
