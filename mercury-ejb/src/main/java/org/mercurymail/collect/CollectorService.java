package org.mercurymail.collect;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Fields;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.accounts.Right;
import org.mercurymail.accounts.Taken;
import org.mercurymail.mail.Domain;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.CollectorRow;
import org.mercurymail.store.Collectors;
import org.mercurymail.store.DomainRow;
import org.mercurymail.store.TakenException;

/** Which mailboxes at providers are visited, how often, and whose their mail is. Only an administrator may. */
@ApplicationScoped
public class CollectorService {

    private static final int SHORTEST = 10;
    private static final int LONGEST = 7 * 24 * 3600;

    private Collectors collectors;
    private Accounts store;
    private AccountService accounts;
    private Seal seal;

    /** For the container's proxy. */
    protected CollectorService() { }

    @Inject
    public CollectorService(Collectors collectors, Accounts store, AccountService accounts, Seal seal) {
        this.collectors = collectors;
        this.store = store;
        this.accounts = accounts;
        this.seal = seal;
    }

    /** In the order of their numbers, from behind one of them. */
    public List<Collector> page(Actor actor, long after, int limit) {
        Right.SEE_COLLECTORS.require(actor);
        return collectors.page(after, Fields.limit(limit)).stream().map(this::shown).toList();
    }

    public Collector collector(Actor actor, long id) {
        Right.SEE_COLLECTORS.require(actor);
        return shown(row(id));
    }

    /** The first visit comes within seconds. */
    public Collector add(Actor actor, NewCollector wanted) {
        Right.CHANGE_COLLECTORS.require(actor);
        String secret = wanted.secret().filter(text -> !text.isEmpty())
                .orElseThrow(() -> new Invalid("secret", Refusal.SECRET_NEEDED));
        try {
            return shown(collectors.add(actor.doer(), row(0, wanted, Optional.of(secret), new byte[0])));
        } catch (TakenException e) {
            throw new Taken(Refusal.COLLECTOR_THERE);
        }
    }

    public Collector change(Actor actor, long id, NewCollector wanted) {
        Right.CHANGE_COLLECTORS.require(actor);
        CollectorRow before = row(id);
        Optional<String> secret = wanted.secret().filter(text -> !text.isEmpty());
        CollectorRow after = row(id, wanted, secret, before.secret());
        boolean moved = !purpose(before).equals(purpose(after));
        if (moved && secret.isEmpty()) {
            throw new Invalid("secret", Refusal.SECRET_AGAIN);
        }
        try {
            collectors.change(actor.doer(), after);
        } catch (TakenException e) {
            throw new Taken(Refusal.COLLECTOR_THERE);
        }
        return collector(actor, id);
    }

    public void delete(Actor actor, long id) {
        Right.CHANGE_COLLECTORS.require(actor);
        if (!collectors.delete(actor.doer(), id)) {
            throw missing();
        }
    }

    /** Does not wait for the interval. */
    public void visitNow(Actor actor, long id) {
        Right.CHANGE_COLLECTORS.require(actor);
        row(id);
        collectors.visitNow(id);
    }

    /** What a secret is sealed for: nobody moves it to a server of his own. */
    static String purpose(CollectorRow row) {
        String server = row.login() + " " + row.server() + " " + row.port() + " " + row.tls();
        return row.certificate().isEmpty() ? server : server + " " + row.certificate();
    }

    private CollectorRow row(long id) {
        return collectors.collector(id).orElseThrow(CollectorService::missing);
    }

    private CollectorRow row(long id, NewCollector wanted, Optional<String> secret, byte[] sealed) {
        String server = server(wanted.server());
        if (wanted.port() < 1 || wanted.port() > 65_535) {
            throw new Invalid("port", Refusal.PORT);
        }
        String login = Fields.name("login", wanted.login());
        if (login.isEmpty()) {
            throw new Invalid("login", Refusal.LOGIN_NEEDED);
        }
        if (wanted.intervalSeconds() < SHORTEST || wanted.intervalSeconds() > LONGEST) {
            throw new Invalid("intervalSeconds", Refusal.INTERVAL, SHORTEST, LONGEST);
        }
        if (secret.filter(text -> text.length() > 1000 || text.chars().anyMatch(Character::isISOControl)).isPresent()) {
            throw new Invalid("secret", Refusal.SECRET);
        }
        Optional<String> domain = wanted.domain().filter(text -> !text.isBlank()).map(this::domain);
        Account account = accounts.account(Fields.address("account", wanted.account())).filter(Account::active)
                .orElseThrow(() -> new Invalid("account", Refusal.NO_OPEN_ACCOUNT, wanted.account().strip()));
        String tls = tls(wanted.tls());
        String certificate = Trust.read("certificate", wanted.certificate().orElse(""));
        if (!certificate.isEmpty() && tls.equals(Collector.Tls.NONE.name())) {
            throw new Invalid("certificate", Refusal.CERTIFICATE_WITHOUT_TLS);
        }
        CollectorRow row = new CollectorRow(id, server, wanted.port(), tls, certificate, login, sealed,
                wanted.intervalSeconds(), domain, account.id(), wanted.active(), CollectorRow.State.NEW);
        return secret.map(text -> new CollectorRow(id, row.server(), row.port(), row.tls(), row.certificate(),
                row.login(), seal.close(text, purpose(row)), row.seconds(), row.domain(), row.account(),
                row.active(), row.state())).orElse(row);
    }

    private static String server(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        boolean address = name.matches("[0-9a-f:.]+") && !name.isEmpty();
        if (!address && Domain.parse(name).filter(domain -> !domain.isLiteral()).isEmpty()) {
            throw new Invalid("server", Refusal.SERVER_NEEDED);
        }
        return name;
    }

    private String domain(String text) {
        Domain domain = Fields.domain("domain", text);
        Optional<DomainRow> row = store.domain(domain.name());
        if (row.isEmpty() || row.get().aliasOf().isPresent()) {
            throw new Invalid("domain", Refusal.NO_OWN_DOMAIN, domain);
        }
        return domain.name();
    }

    private static String tls(String text) {
        try {
            return Collector.Tls.valueOf(text.strip().toUpperCase(Locale.ROOT)).name();
        } catch (IllegalArgumentException e) {
            throw new Invalid("tls", Refusal.PROTECTION);
        }
    }

    private Collector shown(CollectorRow row) {
        CollectorRow.State state = row.state();
        Optional<Trouble> trouble = Optional.of(state.outcome()).filter(code -> !code.isEmpty())
                .map(code -> new Trouble(Trouble.Kind.of(code), state.values()));
        return new Collector(row.id(), row.server(), row.port(), Collector.Tls.valueOf(row.tls()), row.certificate(),
                row.login(), Duration.ofSeconds(row.seconds()), row.domain(),
                accounts.account(row.account()).map(Account::address), row.active(), state.visited(), state.next(),
                trouble, state.failures(), state.collected());
    }

    private static Missing missing() {
        return new Missing(Refusal.NO_COLLECTOR);
    }
}
