package org.mercurymail.lists;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mercurymail.accounts.Actor;
import org.mercurymail.config.Settings;
import org.mercurymail.dsn.Report;
import org.mercurymail.mail.Address;
import org.mercurymail.store.ListRow;
import org.mercurymail.store.Lists;
import org.mercurymail.store.Members;
import org.mercurymail.store.PendingRow;

/**
 * Wishes to come and go, and the tokens that confirm them: 130 random bits, good once, for three days. The store keeps
 * a hash, so that whoever reads it can confirm nothing, and how long a lookup takes tells nothing about a token. Writes
 * the mails that go with it, sends none.
 */
@ApplicationScoped
public class Confirmations {

    static final Duration TOKEN_LIFE = Duration.ofDays(3);
    /** The same wish again within this time makes no second mail: nobody's mailbox is to be filled this way. */
    static final Duration PAUSE = Duration.ofMinutes(10);
    /** Nor by patience: so many unanswered questions of one kind to one address, and of one list in all. */
    static final int MOST_UNANSWERED = 3;
    private static final int MOST_OF_LIST = 2000;

    /** What was confirmed, and the mail that says so. */
    record Done(Subscription subscription, Report mail) { }

    private static final System.Logger LOG = System.getLogger(Confirmations.class.getName());
    private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"; // 5 bits each, in either case
    private static final int LENGTH = 26;
    private static final Pattern TOKEN = Pattern.compile("[0-9a-z]{" + LENGTH + "}");

    private final SecureRandom random = new SecureRandom();
    private Lists lists;
    private Members members;
    private ListMails mails;
    private Clock clock;

    /** For the container's proxy. */
    protected Confirmations() { }

    @Inject
    public Confirmations(Lists lists, Members members, ListLinks links, Settings settings) {
        this(lists, members, links, settings, Clock.systemUTC());
    }

    Confirmations(Lists lists, Members members, ListLinks links, Settings settings, Clock clock) {
        this.lists = lists;
        this.members = members;
        this.mails = new ListMails(settings.hostname(), links);
        this.clock = clock;
    }

    /** The mail to be sent to that address; empty when one was made a moment ago. Tells nothing about members. */
    Optional<Report> ask(ListRow list, Subscription.Action action, Address address, Optional<String> inReplyTo) {
        String token = token();
        Instant now = clock.instant();
        boolean news = members.ask(hash(token).orElseThrow(), new PendingRow(list.id(), action.name(), address.key()),
                now, now.minus(PAUSE), now.plus(TOKEN_LIFE), MOST_UNANSWERED, MOST_OF_LIST);
        LOG.log(Level.INFO, "event=list-asked list={0} action={1} again={2}", list.address(), action, !news);
        return news ? Optional.of(mails.confirmation(list, action, address, token, inReplyTo)) : Optional.empty();
    }

    Optional<Subscription> pending(String token) {
        return hash(token).flatMap(hash -> members.pending(hash, clock.instant())).flatMap(row ->
                lists.list(row.list()).map(list -> shown(list, row)));
    }

    Optional<Done> confirm(Actor actor, String token) {
        Optional<byte[]> hash = hash(token);
        Optional<ListRow> list = hash.flatMap(h -> members.pending(h, clock.instant()))
                .flatMap(row -> lists.list(row.list()));
        return list.flatMap(found -> members.confirm(actor.doer(), found, hash.orElseThrow(), clock.instant(),
                Subscription.Action.SUBSCRIBE.name()).map(row -> done(actor, found, shown(found, row))));
    }

    private Done done(Actor actor, ListRow list, Subscription subscription) {
        LOG.log(Level.INFO, "event=list-confirmed list={0} action={1} via={2}", list.address(), subscription.action(),
                actor.via());
        return new Done(subscription, mails.done(list, subscription.action(), subscription.member()));
    }

    private static Subscription shown(ListRow list, PendingRow row) {
        return new Subscription(Subscription.Action.valueOf(row.action()), Address.of(list.address()), list.name(),
                Address.of(row.address()));
    }

    private static Optional<byte[]> hash(String token) {
        String lower = token.toLowerCase(Locale.ROOT);
        if (!TOKEN.matcher(lower).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(MessageDigest.getInstance("SHA-256").digest(lower.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private String token() {
        StringBuilder out = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            out.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return out.toString();
    }
}
