package org.mercurymail.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mercurymail.accounts.AccountChanged;
import org.mercurymail.accounts.Logins;
import org.mercurymail.port.Login;
import org.mercurymail.store.StoreUnavailable;
import org.mercurymail.wire.Wakeup;

/**
 * Who is to be told when an account changes: its sessions on this node. Told after the commit, never before; telling
 * never blocks on a session and never fails the one who tells. Ends the sessions whose login opens the account no more.
 */
@ApplicationScoped
public class Watchers {

    private static final System.Logger LOG = System.getLogger(Watchers.class.getName());
    private static final String ENDED = "This login is no longer valid";

    private final Map<Long, Map<Wakeup, Login.Granted>> sessions = new ConcurrentHashMap<>();
    private final Map<Long, Set<Long>> followers = new ConcurrentHashMap<>();
    private Snapshots snapshots;
    private Logins logins;

    /** For the container's proxy. */
    protected Watchers() { }

    @Inject
    public Watchers(Snapshots snapshots, Logins logins) {
        this.snapshots = snapshots;
        this.logins = logins;
    }

    /** A session whose login was granted while its secret was being taken away ends at once. */
    public void watch(Login.Granted login, Wakeup session) {
        sessions.compute(login.account(), (account, known) -> {
            Map<Wakeup, Login.Granted> all = known == null ? new IdentityHashMap<>(2) : known;
            all.put(session, login);
            return all;
        });
        if (!opens(login)) {
            session.end(ENDED);
        }
    }

    public void unwatch(Login.Granted login, Wakeup session) {
        sessions.computeIfPresent(login.account(), (account, known) -> {
            known.remove(session);
            return known.isEmpty() ? null : known;
        });
        if (!sessions.containsKey(login.account())) {
            followers.values().forEach(some -> some.remove(login.account()));
        }
    }

    /** From now on, as long as it has sessions, an account is told of another's changes too: it reads there. */
    void follow(long owner, long account) {
        followers.computeIfAbsent(owner, key -> ConcurrentHashMap.newKeySet()).add(account);
    }

    /** Something of the account changed, and is committed: what is asked from now on sees it. */
    public void changed(long account) {
        snapshots.changed(account);
        wake(account);
        followers.getOrDefault(account, Set.of()).forEach(this::wake);
    }

    /** For what is of no mailbox: its rights in others'. */
    void wake(long account) {
        for (Wakeup session : watching(account).keySet()) {
            try {
                session.wake();
            } catch (RuntimeException e) { // one broken session is no reason to deny what is committed
                LOG.log(Level.ERROR, "event=wakeup-failed account=" + account, e);
            }
        }
    }

    public void accountChanged(@Observes AccountChanged change) {
        Map<Long, Boolean> good = new HashMap<>(); // many sessions share a credential
        watching(change.account()).forEach((session, login) -> {
            if (!good.computeIfAbsent(login.credential(), credential -> opens(login))) {
                session.end(ENDED);
            }
        });
    }

    /** A store that cannot say so ends the session: its client comes back when it can. */
    private boolean opens(Login.Granted login) {
        try {
            return logins.opens(login.account(), login.credential());
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "event=login-not-confirmed account={0}", Long.toString(login.account()));
            return false;
        }
    }

    private Map<Wakeup, Login.Granted> watching(long account) {
        // copied under the map's lock for this key, so that no session is told while the sessions change
        Map<Wakeup, Login.Granted> copy = new IdentityHashMap<>();
        sessions.computeIfPresent(account, (key, known) -> {
            copy.putAll(known);
            return known;
        });
        return copy;
    }
}
