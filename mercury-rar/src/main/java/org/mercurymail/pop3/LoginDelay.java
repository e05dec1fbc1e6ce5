package org.mercurymail.pop3;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long an account waits between its logins by POP3 (RFC 2449 §6.5): for servers whose clients ask too often. Of this
 * node, in memory, and of the hundred thousand accounts that came last.
 */
public final class LoginDelay {

    /** None. */
    public static final LoginDelay NONE = new LoginDelay(Duration.ZERO);

    private static final int MOST = 100_000;

    private final Duration delay;
    private final Map<Long, Long> logins = new LinkedHashMap<>(); // nanoseconds, the oldest first; guarded by itself

    public LoginDelay(Duration delay) {
        this.delay = delay;
    }

    /** Zero when there is none. */
    long seconds() {
        return delay.toSeconds();
    }

    /** True when the account may come in now, and then it has; one that is refused does not wait longer for it. */
    boolean passes(long account, long nanos) {
        if (delay.isZero()) {
            return true;
        }
        synchronized (logins) {
            Long last = logins.get(account);
            if (last != null && nanos - last < delay.toNanos()) {
                return false;
            }
            logins.remove(account);
            logins.put(account, nanos);
            if (logins.size() > MOST) {
                logins.remove(logins.keySet().iterator().next());
            }
            return true;
        }
    }
}
