package org.mercurymail.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.accounts.Right;
import org.mercurymail.config.Settings;
import org.mercurymail.mime.Summary;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.Expunged;
import org.mercurymail.store.ExpungedRow;

/**
 * Takes back what an account expunged within {@code mercury.mailbox.undelete-days}, or has it go for good. What was
 * expunged counts to no quota until it comes back.
 */
@ApplicationScoped
public class Undelete {

    private static final int MOST = 1000; // at once
    private static final Pattern ID = Pattern.compile("([0-9]{1,16})-([0-9]{1,18})-([0-9]{1,10})");
    private static final ExpungedRow.Key LATEST = new ExpungedRow.Key(9_000_000_000_000_000L, 0, 0);

    private Expunged expunged;
    private Accounts accounts;
    private Watchers watchers;
    private Duration window;
    private Clock clock = Clock.systemUTC();

    /** For the container's proxy. */
    protected Undelete() { }

    @Inject
    public Undelete(Expunged expunged, Accounts accounts, Watchers watchers, Settings settings) {
        this.expunged = expunged;
        this.accounts = accounts;
        this.watchers = watchers;
        this.window = Duration.ofDays(settings.undeleteDays());
    }

    /** @param after the id of a message that was listed; empty to begin with the latest */
    public List<ExpungedMessage> page(Actor actor, long account, String after, int limit) {
        Right.SEE_EXPUNGED.require(actor, account);
        ExpungedRow.Key before = after.isEmpty() ? LATEST : key(after, "after", Refusal.CURSOR);
        return expunged.page(account, since(), before, Math.min(limit, MOST)).stream().map(Undelete::shown).toList();
    }

    /**
     * Files messages again, where they were or in the INBOX; what is gone meanwhile is passed over. Field: {@code ids}.
     *
     * @return how many came back
     */
    public long restore(Actor actor, long account, List<String> ids) {
        Right.CHANGE_EXPUNGED.require(actor, account);
        AccountRow row = accounts.account(account).orElseThrow(() -> new Missing(Refusal.NO_ACCOUNT, account));
        long back = expunged.restore(account, keys(ids), row.inbox(), since(), row.quotaBytes());
        if (back < 0) {
            throw new Invalid("ids", Refusal.ACCOUNT_FULL);
        }
        watchers.changed(account);
        return back;
    }

    /** From now on nobody takes them back; their octets are reclaimed within the hour. All of them, without ids. */
    public int purge(Actor actor, long account, List<String> ids) {
        Right.CHANGE_EXPUNGED.require(actor, account);
        return ids.isEmpty() ? expunged.purgeAll(account) : expunged.purge(account, keys(ids));
    }

    private Instant since() {
        Instant since = clock.instant().minus(window);
        return since.isAfter(Instant.EPOCH) ? since : Instant.EPOCH.plusSeconds(1);
    }

    private static List<ExpungedRow.Key> keys(List<String> ids) {
        if (ids.size() > MOST) {
            throw new Invalid("ids", Refusal.LIMIT, MOST);
        }
        return ids.stream().map(id -> key(id, "ids", Refusal.NO_MESSAGE)).toList();
    }

    private static ExpungedRow.Key key(String id, String field, Refusal refusal) {
        return Optional.of(ID.matcher(id)).filter(Matcher::matches).map(m -> new ExpungedRow.Key(
                Long.parseLong(m.group(1)), Long.parseLong(m.group(2)), Long.parseLong(m.group(3))))
                .orElseThrow(() -> new Invalid(field, refusal, id));
    }

    private static ExpungedMessage shown(ExpungedRow row) {
        Summary summary = Summary.decode(row.envelope());
        return new ExpungedMessage(row.micros() + "-" + row.mailbox() + "-" + row.uid(), row.name(),
                Instant.ofEpochSecond(row.micros() / 1_000_000, row.micros() % 1_000_000 * 1000), row.size(),
                summary.subjectText(), summary.fromText());
    }
}
