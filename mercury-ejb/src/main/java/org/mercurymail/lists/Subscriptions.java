package org.mercurymail.lists;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Fields;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.dsn.Report;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.Submission;
import org.mercurymail.intake.Submitted;
import org.mercurymail.mail.Address;
import org.mercurymail.store.ListRow;
import org.mercurymail.store.Lists;
import org.mercurymail.store.MemberRow;
import org.mercurymail.store.Members;
import org.mercurymail.store.StoreUnavailable;

/**
 * How people come to a list and leave it without anybody's help: they ask, a mail with a token goes to the address in
 * question, and whoever brings the token back is believed, once. For pages: a GET shows, a POST does. Pages live at the
 * paths of {@link ListLinks}. Fields: {@code list}, {@code address}.
 */
@ApplicationScoped
public class Subscriptions {

    private static final System.Logger LOG = System.getLogger(Subscriptions.class.getName());

    private Lists lists;
    private Members members;
    private MemberLinks links;
    private Confirmations confirmations;
    private Submission submission;

    /** For the container's proxy. */
    protected Subscriptions() { }

    @Inject
    public Subscriptions(Lists lists, Members members, MemberLinks links, Confirmations confirmations,
            Submission submission) {
        this.lists = lists;
        this.members = members;
        this.links = links;
        this.confirmations = confirmations;
        this.submission = submission;
    }

    /** What people call the list of that address; empty when there is none. */
    public Optional<String> name(String list) {
        return find(list).map(ListRow::name);
    }

    /** Whether strangers may come to it; leaving is always possible. */
    public boolean isOpen(String list) {
        return find(list).filter(ListRow::open).isPresent();
    }

    /**
     * Sends the mail that asks for confirmation. Answers the same whether the address is a member or not.
     *
     * @throws Missing when there is no such list, or it is not open to strangers
     */
    public void requestSubscription(Actor actor, String list, String address) {
        ListRow row = find(list).filter(ListRow::open).orElseThrow(() -> missing(list));
        request(row, Subscription.Action.SUBSCRIBE, address);
    }

    /** The same, to leave, whether the list is open or not. */
    public void requestUnsubscription(Actor actor, String list, String address) {
        request(find(list).orElseThrow(() -> missing(list)), Subscription.Action.UNSUBSCRIBE, address);
    }

    /** What a token is for; nothing changes. Empty when it is unknown, used up or too old. */
    public Optional<Subscription> pending(String token) {
        return confirmations.pending(token);
    }

    /**
     * Does what the token is for, and uses it up.
     *
     * @throws Missing when it is unknown, used up or too old
     */
    public Subscription confirm(Actor actor, String token) {
        Confirmations.Done done = confirmations.confirm(actor, token).orElseThrow(() ->
                new Missing(Refusal.NO_WISH));
        try {
            send(done.mail());
        } catch (StoreUnavailable e) { // done it is
            LOG.log(Level.WARNING, "event=list-mail-lost reason=\"{0}\"", e.getMessage());
        }
        return done.subscription();
    }

    /** Whose membership the signed link of List-Unsubscribe ends; nothing changes. Empty when it is not ours. */
    public Optional<Subscription> membership(String link) {
        return links.claim(link).flatMap(claim -> members.member(claim.member())).flatMap(member ->
                lists.list(member.list()).map(list -> new Subscription(Subscription.Action.UNSUBSCRIBE,
                        Address.of(list.address()), list.name(), Address.of(member.address()))));
    }

    /**
     * One click (RFC 8058 §3.2): the member is gone. Again is no error.
     *
     * @throws Missing when the link is not ours
     */
    public void leave(Actor actor, String link) {
        MemberLinks.Claim claim = links.claim(link).orElseThrow(() -> new Missing(Refusal.NO_MEMBERSHIP));
        Optional<MemberRow> member = members.member(claim.member());
        Optional<ListRow> list = lists.list(claim.list());
        if (member.isPresent() && list.isPresent()) {
            members.remove(actor.doer(), list.get(), member.get().address());
            LOG.log(Level.INFO, "event=list-left list={0} via={1}", list.get().address(), actor.via());
        }
    }

    private void request(ListRow list, Subscription.Action action, String text) {
        Address address = Fields.address("address", text);
        if (address.domain().isLiteral()) {
            throw new Invalid("address", Refusal.NETWORK_ADDRESS);
        }
        confirmations.ask(list, action, address, Optional.empty()).ifPresent(this::send);
    }

    /** @throws StoreUnavailable when it could not be made durable */
    private void send(Report mail) {
        Submitted outcome = submission.submit(new Origin.Mercury(), mail.envelope(), mail.body());
        if (outcome instanceof Submitted.Rejected rejected) {
            if (rejected.status().isTransient()) {
                throw new StoreUnavailable(rejected.reason(), new IllegalStateException(rejected.status().toString()));
            }
            LOG.log(Level.INFO, "event=list-mail-refused reply=\"{0}\"", rejected.status()); // who asked is not told
        }
    }

    private Optional<ListRow> find(String list) {
        return Address.parse(list.strip()).flatMap(address ->
                lists.list(address.localPart().toLowerCase(Locale.ROOT), address.domain().name()));
    }

    private static Missing missing(String list) {
        return new Missing(Refusal.NO_LIST, list.strip());
    }
}
