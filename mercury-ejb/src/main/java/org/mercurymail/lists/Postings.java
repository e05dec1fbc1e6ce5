package org.mercurymail.lists;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.mercurymail.accounts.Actor;
import org.mercurymail.dsn.Report;
import org.mercurymail.intake.Incoming;
import org.mercurymail.intake.ListDesk;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Status;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.routing.Destination;
import org.mercurymail.routing.Router;
import org.mercurymail.store.ListRow;
import org.mercurymail.store.Lists;
import org.mercurymail.store.Members;
import org.mercurymail.store.StoreUnavailable;

/**
 * Decides on mail to a list's addresses: what is posted becomes copies for the members, what came back is counted, who
 * asks to come or go is answered. Sends and stores no message itself.
 */
@ApplicationScoped
public class Postings implements ListDesk {

    private static final System.Logger LOG = System.getLogger(Postings.class.getName());
    private static final Status GONE = new Status(550, "5.1.1", "There is no such list any more");
    private static final Status CLOSED = new Status(550, "5.7.1", "This list is not open: ask its owners");
    private static final Status NO_TOKEN = new Status(550, "5.1.1", "Nothing is to be confirmed here any more");
    private static final Status NO_SENDER = new Status(550, "5.7.1", "Whom should the list answer?");

    private Lists lists;
    private Members members;
    private ListLinks links;
    private Confirmations confirmations;
    private PostingRule rule;
    private Expansion expansion;

    /** For the container's proxy. */
    protected Postings() { }

    @Inject
    public Postings(Lists lists, Members members, Router router, ListLinks links, CopyFields fields,
            Confirmations confirmations) {
        this.lists = lists;
        this.members = members;
        this.links = links;
        this.confirmations = confirmations;
        this.rule = new PostingRule(router, members);
        this.expansion = new Expansion(lists, members, router, fields);
    }

    @Override
    public Optional<Status> refusal(Destination.List to, Optional<Address> sender, boolean verified) {
        Optional<ListRow> list = lists.list(to.id());
        if (list.isEmpty()) {
            return Optional.of(GONE);
        }
        return switch (to.role()) {
            case POST -> rule.envelope(list.get(), sender, verified);
            case BOUNCES -> Optional.empty();
            case SUBSCRIBE -> list.get().open() ? nobody(sender) : Optional.of(CLOSED);
            case UNSUBSCRIBE -> nobody(sender);
            case CONFIRM -> confirmations.pending(to.detail()).isPresent() ? nobody(sender) : Optional.of(NO_TOKEN);
        };
    }

    @Override
    public Answer take(Destination.List to, Incoming message) {
        Optional<ListRow> list = lists.list(to.id());
        Optional<Status> refusal = refusal(to, message.sender(), message.verified());
        if (list.isEmpty() || refusal.isPresent()) {
            return new Refused(refusal.orElse(GONE));
        }
        try {
            return switch (to.role()) {
                case POST -> posted(list.get(), message);
                case BOUNCES -> bounced(list.get(), message);
                case SUBSCRIBE -> asked(list.get(), Subscription.Action.SUBSCRIBE, message);
                case UNSUBSCRIBE -> asked(list.get(), Subscription.Action.UNSUBSCRIBE, message);
                case CONFIRM -> confirmed(to.detail(), message);
            };
        } catch (IOException e) {
            throw new StoreUnavailable("the message cannot be read", e);
        }
    }

    /** RFC 3834 §2: what cannot be answered is not obeyed. */
    private static Optional<Status> nobody(Optional<Address> sender) {
        return sender.isEmpty() ? Optional.of(NO_SENDER) : Optional.empty();
    }

    private Answer posted(ListRow list, Incoming message) throws IOException {
        Optional<Status> refusal = rule.message(list, message);
        return refusal.isPresent() ? new Refused(refusal.get())
                : expansion.of(list, new ListHeader(list, links).on(message));
    }

    private Answer bounced(ListRow list, Incoming message) throws IOException {
        int counted = 0;
        for (BounceReport.Failure failure : BounceReport.failures(message.body())) {
            counted += failure.addresses().stream().map(Address::key)
                    .anyMatch(address -> members.bounced(list.id(), address, failure.reason())) ? 1 : 0;
        }
        LOG.log(Level.INFO, "event=list-bounce list={0} counted={1}", list.address(), counted);
        return new Obeyed(List.of());
    }

    /** Whoever is in From asks, as with postings; the sender of the envelope where that is nobody, or several. */
    private Answer asked(ListRow list, Subscription.Action action, Incoming message) {
        if (isMachine(message)) {
            return silence(list, message);
        }
        List<Address> from = PostingRule.from(message);
        Address who = from.size() == 1 ? from.get(0) : message.sender().orElseThrow();
        Optional<String> id = message.fields().first("Message-ID").map(HeaderFields.Field::value)
                .filter(value -> value.length() < 500 && value.chars().allMatch(c -> c >= ' ' && c < 0x7f));
        return new Obeyed(confirmations.ask(list, action, who, id).stream().toList());
    }

    private Answer confirmed(String token, Incoming message) {
        if (isMachine(message)) {
            return new Obeyed(List.of()); // an absence notice that answers the question is no consent
        }
        String who = message.sender().map(Address::toString).orElse("");
        Actor actor = new Actor(Actor.Kind.STRANGER, 0, who, Actor.Via.MAIL);
        List<Report> mails = confirmations.confirm(actor, token).map(Confirmations.Done::mail).stream().toList();
        return mails.isEmpty() ? new Refused(NO_TOKEN) : new Obeyed(mails);
    }

    private static Answer silence(ListRow list, Incoming message) {
        LOG.log(Level.INFO, "event=list-silent list={0} from=<{1}>", list.address(),
                message.sender().map(Address::toString).orElse(""));
        return new Obeyed(List.of());
    }

    private static boolean isMachine(Incoming message) {
        return PostingRule.isAutomatic(message) || message.fields().first("List-Id").isPresent()
                || message.fields().all("Precedence").stream().anyMatch(field -> field.value().equalsIgnoreCase("list"));
    }
}
