package org.mercurymail.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mercurymail.accounts.AccountChanged;
import org.mercurymail.wire.Wakeup;

/**
 * Who is to be told when an account changes: its sessions on this node. Told after the commit, never before; telling
 * never blocks and never fails the one who tells.
 */
@ApplicationScoped
public class Watchers {

    private static final System.Logger LOG = System.getLogger(Watchers.class.getName());
    private static final String CLOSED = "This account was closed";

    private final Map<Long, Set<Wakeup>> sessions = new ConcurrentHashMap<>();
    private final Set<Long> closed = ConcurrentHashMap.newKeySet(); // since the start: a few numbers
    private Snapshots snapshots;

    /** For the container's proxy. */
    protected Watchers() { }

    @Inject
    public Watchers(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** A session whose login was granted while the account was being closed ends at once. */
    public void watch(long account, Wakeup session) {
        sessions.compute(account, (key, set) -> {
            Set<Wakeup> all = set == null ? Collections.newSetFromMap(new IdentityHashMap<>(2)) : set;
            all.add(session);
            return all;
        });
        if (closed.contains(account)) {
            session.end(CLOSED);
        }
    }

    public void unwatch(long account, Wakeup session) {
        sessions.computeIfPresent(account, (key, set) -> {
            set.remove(session);
            return set.isEmpty() ? null : set;
        });
    }

    /** Something of the account changed, and is committed: what is asked from now on sees it. */
    public void changed(long account) {
        snapshots.changed(account);
        for (Wakeup session : watching(account)) {
            try {
                session.wake();
            } catch (RuntimeException e) { // one broken session is no reason to deny what is committed
                LOG.log(Level.ERROR, "event=wakeup-failed account=" + account, e);
            }
        }
    }

    public void accountChanged(@Observes AccountChanged change) {
        if (change.closed()) {
            closed.add(change.account());
            watching(change.account()).forEach(session -> session.end(CLOSED));
        } else {
            closed.remove(change.account());
        }
    }

    private List<Wakeup> watching(long account) {
        // copied under the map's lock for this key, so that no session is told while the set changes
        Object[] copy = new Object[1];
        sessions.computeIfPresent(account, (key, set) -> {
            copy[0] = List.copyOf(set);
            return set;
        });
        @SuppressWarnings("unchecked")
        List<Wakeup> found = copy[0] == null ? List.of() : (List<Wakeup>) copy[0];
        return found;
    }
}
