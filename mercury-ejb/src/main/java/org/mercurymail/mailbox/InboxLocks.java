package org.mercurymail.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * POP3's exclusive locks (RFC 1939 §4): one session an account. A lock that is never given back ends with its lease; so
 * does every lock with the process, since a dead process has no sessions.
 */
@ApplicationScoped
public class InboxLocks {

    private static final Duration LEASE = Duration.ofHours(1);

    private record Lock(String connection, long until) { }

    private final Map<Long, Lock> locks = new ConcurrentHashMap<>();

    /** True when the connection has the lock now, be it anew. */
    boolean lock(long account, String connection, long nanos) {
        Lock wanted = new Lock(connection, nanos + LEASE.toNanos());
        Lock holder = locks.compute(account, (key, lock) ->
                lock == null || lock.connection.equals(connection) || nanos - lock.until > 0 ? wanted : lock);
        return holder == wanted;
    }

    void unlock(long account, String connection) {
        locks.computeIfPresent(account, (key, lock) -> lock.connection.equals(connection) ? null : lock);
    }
}
