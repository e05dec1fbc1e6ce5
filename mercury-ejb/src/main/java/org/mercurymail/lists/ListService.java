package org.mercurymail.lists;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.AddressesChanged;
import org.mercurymail.accounts.Fields;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.accounts.Right;
import org.mercurymail.accounts.Taken;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.routing.Destination;
import org.mercurymail.routing.Router;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.DomainRow;
import org.mercurymail.store.ListRow;
import org.mercurymail.store.Lists;
import org.mercurymail.store.MemberRow;
import org.mercurymail.store.Members;
import org.mercurymail.store.TakenException;

/**
 * Lists as administrators make them, and their members as owners keep them. Every change is durable and noted when the
 * method returns, and holds at once. An account that owns a list sees it and changes its members; the rest is an
 * administrator's. Fields: {@code address}, {@code name}, {@code post}, {@code language}, {@code subjectPrefix},
 * {@code copies}, {@code owners}, {@code members}.
 */
@ApplicationScoped
public class ListService {

    private static final System.Logger LOG = System.getLogger(ListService.class.getName());
    private static final Pattern LOCAL_PART = Pattern.compile("[a-z0-9_](?:[a-z0-9_.-]{0,38}[a-z0-9_])?");
    private static final int MOST_OWNERS = 100;
    private static final int MOST_PREFIX = 40;
    private static final int SECRET = 32;

    private final SecureRandom random = new SecureRandom();
    private Accounts accounts;
    private Lists lists;
    private Members members;
    private Router router;
    private Event<AddressesChanged> changed;

    /** For the container's proxy. */
    protected ListService() { }

    @Inject
    public ListService(Accounts accounts, Lists lists, Members members, Router router,
            Event<AddressesChanged> changed) {
        this.accounts = accounts;
        this.lists = lists;
        this.members = members;
        this.router = router;
        this.changed = changed;
    }

    /**
     * By domain and local part, from behind one of them; all of them for an administrator (of that domain), else those
     * that one owns.
     */
    public List<MailingList> page(Actor actor, Optional<Domain> domain, Optional<Address> after, int limit) {
        boolean all = Right.SEE_LIST.isGiven(actor, 0, domain.map(Domain::name).orElse(""));
        if (!all) {
            Right.SEE_LIST.require(actor, actor.account());
        }
        return lists.page(domain.map(Domain::name), all ? Optional.empty() : Optional.of(owner(actor)),
                after.map(address -> address.domain().name()).orElse(""), after.map(ListService::local).orElse(""),
                Fields.limit(limit)).stream().map(ListService::shown).toList();
    }

    /** @throws Missing when there is none, which only an administrator learns */
    public MailingList list(Actor actor, Address address) {
        return shown(row(Right.SEE_LIST, actor, address));
    }

    public MailingList add(Actor actor, NewList wanted) {
        Right.CHANGE_LIST.require(actor, 0, Fields.domainOf(wanted.address()));
        Address address = address(wanted.address());
        String name = Fields.name("name", wanted.name());
        ListRow row = new ListRow(0, address.domain().name(), address.localPart(),
                name.isEmpty() ? address.localPart() : name, Posting.parse(wanted.post()).toString(), wanted.open(),
                Language.parse(wanted.language()).toString(), prefix(wanted.subjectPrefix()),
                Copies.parse(wanted.copies()).toString(), owners(wanted.owners()), 0);
        byte[] secret = new byte[SECRET];
        random.nextBytes(secret);
        try {
            ListRow made = lists.add(actor.doer(), row, secret);
            tell("list-added", address);
            return shown(made);
        } catch (TakenException e) {
            throw new Taken(Refusal.LIST_ADDRESS_IN_USE, address,
                    String.join(", ", Lists.ENDINGS.stream().map(end -> address.localPart() + end).toList()));
        }
    }

    public MailingList change(Actor actor, Address address, ListPatch patch) {
        ListRow before = row(Right.CHANGE_LIST, actor, address);
        ListRow after = new ListRow(before.id(), before.domain(), before.localPart(),
                patch.name().map(text -> Fields.name("name", text))
                        .map(text -> text.isEmpty() ? before.localPart() : text).orElse(before.name()),
                patch.post().map(Posting::parse).map(Posting::toString).orElse(before.post()),
                patch.open().orElse(before.open()),
                patch.language().map(Language::parse).map(Language::toString).orElse(before.language()),
                patch.subjectPrefix().map(ListService::prefix).orElse(before.subjectPrefix()),
                patch.copies().map(Copies::parse).map(Copies::toString).orElse(before.copies()),
                patch.owners().map(this::owners).orElse(before.owners()), before.members());
        if (!lists.change(actor.doer(), after)) {
            throw missing(address);
        }
        tell("list-changed", address);
        return list(actor, address);
    }

    public void remove(Actor actor, Address address) {
        if (!lists.remove(actor.doer(), row(Right.CHANGE_LIST, actor, address).id())) {
            throw missing(address);
        }
        tell("list-removed", address);
    }

    /**
     * Ascending by address, from behind one of them.
     *
     * @param text what their addresses hold; empty for all
     */
    public List<Member> members(Actor actor, Address list, String text, Optional<Address> after, int limit) {
        ListRow row = row(Right.SEE_MEMBERS, actor, list);
        return members.page(row.id(), text.strip().toLowerCase(Locale.ROOT), after.map(Address::key).orElse(""),
                Fields.limit(limit)).stream().map(ListService::shown).toList();
    }

    /** @throws Taken when it is a member already */
    public Member addMember(Actor actor, Address list, String address) {
        ListRow row = row(Right.CHANGE_MEMBERS, actor, list);
        Address member = Fields.address("address", address);
        objection(member).ifPresent(why -> {
            throw why;
        });
        if (!members.add(actor.doer(), row, member.key())) {
            throw new Taken(Refusal.MEMBER_THERE, member);
        }
        return members.member(row.id(), member.key()).map(ListService::shown).orElseThrow(() -> missing(list));
    }

    public void removeMember(Actor actor, Address list, Address member) {
        ListRow row = row(Right.CHANGE_MEMBERS, actor, list);
        if (!members.remove(actor.doer(), row, member.key())) {
            throw new Missing(Refusal.NO_MEMBER, member);
        }
    }

    /** One address a line, or CSV with a column of addresses; at most 4 MiB. The stream is the caller's to close. */
    public Imported importMembers(Actor actor, Address list, InputStream text) {
        ListRow row = row(Right.CHANGE_MEMBERS, actor, list);
        MemberImport read;
        try {
            Map<Domain, Boolean> ours = new HashMap<>(); // most are of few domains
            read = new MemberImport(member -> ours.computeIfAbsent(member.domain(),
                            domain -> accounts.domain(domain.name()).isPresent())
                    || member.domain().isLiteral() || member.isInternational() ? objection(member)
                    : Optional.empty()).read(text);
        } catch (IOException e) {
            throw new Invalid("members", Refusal.TEXT_BROKE_OFF);
        }
        List<String> addresses = read.addresses();
        int added = addresses.isEmpty() ? 0 : members.addAll(actor.doer(), row, addresses);
        LOG.log(Level.INFO, "event=list-imported list={0} added={1} refused={2}", row.address(),
                Integer.toString(added), read.refused().size());
        return new Imported(added, addresses.size() - added + read.doubles(), read.refused());
    }

    /** Why an address cannot be a member. */
    private Optional<Invalid> objection(Address address) {
        if (address.domain().isLiteral()) {
            return objection(Refusal.NETWORK_ADDRESS, address);
        }
        if (address.isInternational()) {
            return objection(Refusal.MEMBER_INTERNATIONAL, address);
        }
        Destination way = router.route(address);
        if (way instanceof Destination.List) {
            return objection(Refusal.MEMBER_IS_LIST, address);
        }
        return way instanceof Destination.Refuse refuse && refuse.status().isPermanent()
                ? objection(Refusal.NOT_AN_OWN_ADDRESS, address) : Optional.empty();
    }

    private static Optional<Invalid> objection(Refusal why, Address address) {
        return Optional.of(new Invalid("address", why, address));
    }

    private ListRow row(Right right, Actor actor, Address address) {
        Optional<ListRow> row = lists.list(local(address), address.domain().name());
        boolean owns = row.isPresent() && actor.account() != 0 && row.get().owners().contains(owner(actor));
        right.require(actor, owns ? actor.account() : 0, address.domain().name());
        return row.orElseThrow(() -> missing(address));
    }

    private Address address(String text) {
        Address address = Fields.address("address", text);
        String local = local(address);
        if (!LOCAL_PART.matcher(local).matches() || local.contains("..")) {
            throw new Invalid("address", Refusal.LIST_NAME);
        }
        DomainRow domain = accounts.domain(address.domain().name()).orElseThrow(() ->
                new Invalid("address", Refusal.NOT_HOSTED, address.domain()));
        domain.aliasOf().ifPresent(real -> {
            throw new Invalid("address", Refusal.OTHER_NAME, address.domain(), real);
        });
        return new Address(local, address.domain());
    }

    /** An owner of ours by the account's own address, so that its rights follow it. */
    private List<String> owners(List<String> texts) {
        if (texts.size() > MOST_OWNERS) {
            throw new Invalid("owners", Refusal.TOO_MANY_OWNERS, MOST_OWNERS);
        }
        return texts.stream().map(text -> Fields.address("owners", text)).map(address -> {
            if (router.route(address) instanceof Destination.Refuse refuse && refuse.status().isPermanent()) {
                throw new Invalid("owners", Refusal.NOT_AN_OWN_ADDRESS, address);
            }
            return router.primary(address).orElse(address).key();
        }).distinct().sorted().toList();
    }

    private static String prefix(String text) {
        String prefix = Fields.name("subjectPrefix", text);
        if (prefix.length() > MOST_PREFIX) {
            throw new Invalid("subjectPrefix", Refusal.TOO_LONG, MOST_PREFIX);
        }
        return prefix;
    }

    private void tell(String event, Address address) {
        changed.fire(new AddressesChanged());
        LOG.log(Level.INFO, "event={0} address={1}", event, address);
    }

    private static String owner(Actor actor) {
        return actor.name().toLowerCase(Locale.ROOT);
    }

    private static Missing missing(Address address) {
        return new Missing(Refusal.NO_LIST, address);
    }

    private static String local(Address address) {
        return address.localPart().toLowerCase(Locale.ROOT);
    }

    private static MailingList shown(ListRow row) {
        return new MailingList(row.id(), Address.of(row.address()), row.name(), Posting.parse(row.post()), row.open(),
                Language.parse(row.language()), row.subjectPrefix(), Copies.parse(row.copies()),
                row.owners().stream().flatMap(text -> Address.parse(text).stream()).toList(), row.members());
    }

    private static Member shown(MemberRow row) {
        return new Member(Address.of(row.address()), row.since(), row.bounces(), row.lastBounce(), row.lastReason());
    }
}
