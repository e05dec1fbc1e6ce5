package org.mercurymail.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.accounts.Right;
import org.mercurymail.mail.MessageId;
import org.mercurymail.store.Ledger;
import org.mercurymail.store.LedgerRow;

/**
 * Tells the story of one message from the ledger. An account sees what it sent, and of what it received its own part;
 * whether any other message exists it does not learn.
 */
@ApplicationScoped
public class Tracing {

    private static final Pattern ACCEPTED = Pattern.compile("from=<(.*)> size=(\\d+)(?: account=(\\d+))?");
    private static final Map<String, String> STATES = Map.of("filed", "delivered", "queued", "queued",
            "delivered", "delivered", "deferred", "deferred", "failed", "failed", "cancelled", "cancelled");
    private static final Set<String> ATTEMPTS = Set.of("delivered", "deferred", "failed");
    private static final Set<String> WAITING = Set.of("queued", "deferred");

    private Ledger ledger;

    /** For the container's proxy. */
    protected Tracing() { }

    @Inject
    public Tracing(Ledger ledger) {
        this.ledger = ledger;
    }

    /** @throws Missing when there is no such message, or none of the actor's */
    public MessageTrace trace(Actor actor, MessageId id) {
        List<LedgerRow> rows = ledger.of(id.value());
        Optional<LedgerRow> accepted = rows.stream().filter(row -> row.event().equals("accepted")).findFirst();
        Matcher facts = ACCEPTED.matcher(accepted.map(LedgerRow::detail).orElse(""));
        if (!facts.matches()) {
            throw missing(id);
        }
        long sender = facts.group(3) == null ? 0 : Long.parseLong(facts.group(3));
        if (!Right.TRACE_MESSAGE.isGiven(actor, sender)) {
            boolean received = Right.TRACE_MESSAGE.isGiven(actor, actor.account())
                    && ledger.isHeldBy(id.value(), actor.account());
            if (!received) {
                throw missing(id);
            }
            rows = rows.stream().filter(row -> row.recipient().isEmpty()
                    || row.recipient().equalsIgnoreCase(actor.name())).toList(); // other recipients may be blind copies
        }
        List<MessageTrace.Fate> fates = fates(rows);
        return new MessageTrace(id, accepted.orElseThrow().at(), state(fates), facts.group(1),
                Long.parseLong(facts.group(2)), fates, rows.stream().map(row -> new MessageTrace.Event(row.at(),
                        row.event(), row.recipient(), row.detail())).toList());
    }

    private static List<MessageTrace.Fate> fates(List<LedgerRow> rows) {
        Map<String, MessageTrace.Fate> fates = new LinkedHashMap<>();
        for (LedgerRow row : rows) {
            if (!row.recipient().isEmpty() && STATES.containsKey(row.event())) {
                MessageTrace.Fate before = fates.getOrDefault(row.recipient(),
                        new MessageTrace.Fate(row.recipient(), "", 0, ""));
                boolean attempt = ATTEMPTS.contains(row.event());
                fates.put(row.recipient(), new MessageTrace.Fate(row.recipient(), STATES.get(row.event()),
                        before.attempts() + (attempt ? 1 : 0), attempt ? reply(row.detail()) : before.lastReply()));
            }
        }
        return List.copyOf(fates.values());
    }

    /** The reply first, then who said it. */
    private static String reply(String detail) {
        int space = detail.indexOf(' ');
        return detail.startsWith("remote=") && space > 0
                ? detail.substring(space + 1) + " (" + detail.substring("remote=".length(), space) + ")" : detail;
    }

    private static String state(List<MessageTrace.Fate> fates) {
        Set<String> states = fates.stream().map(MessageTrace.Fate::state).collect(Collectors.toSet());
        if (states.stream().anyMatch(WAITING::contains)) {
            return "waiting";
        }
        return states.isEmpty() ? "accepted" : states.size() == 1 ? states.iterator().next() : "partial";
    }

    private static Missing missing(MessageId id) {
        return new Missing(Refusal.NO_MESSAGE, id);
    }
}
