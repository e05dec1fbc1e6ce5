package org.mercurymail.dsn;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;

/**
 * What became of one recipient.
 *
 * @param status     the reply that decided it
 * @param remote     the host that said it, as {@code name[ip]}, empty when we did
 * @param retryUntil for a delay: when it will be given up
 */
public record Reported(Recipient recipient, Action action, Status status, String remote,
        Optional<Instant> retryUntil) {

    /** RFC 3464 §2.3.3. EXPANDED comes with lists. */
    public enum Action {
        FAILED, DELAYED, DELIVERED, RELAYED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** It is in a mailbox of ours. */
    public static Reported delivered(Recipient recipient) {
        return new Reported(recipient, Action.DELIVERED, new Status(250, "2.0.0", "Delivered"), "", Optional.empty());
    }

    /** Another server took it, one that sends no reports of success itself (RFC 3461 §5.2.2). */
    public static Reported relayed(Recipient recipient, Status status, String remote) {
        return new Reported(recipient, Action.RELAYED, status, remote, Optional.empty());
    }

    public static Reported failed(Recipient recipient, Status status, String remote) {
        return new Reported(recipient, Action.FAILED, status, remote, Optional.empty());
    }

    public static Reported delayed(Recipient recipient, Status status, String remote, Instant retryUntil) {
        return new Reported(recipient, Action.DELAYED, status, remote, Optional.of(retryUntil));
    }
}
