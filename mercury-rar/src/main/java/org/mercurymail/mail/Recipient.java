package org.mercurymail.mail;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One RCPT of an envelope, with what its sender asked to be told (RFC 3461 §4.1, §4.2).
 *
 * @param address  where to
 * @param notifyOn empty when NOTIFY was not given, which means FAILURE (and DELAY at the server's choice)
 * @param original ORCPT as it came, {@code type;xtext}, for the report
 */
public record Recipient(Address address, Set<Notify> notifyOn, Optional<String> original) {

    /** NOTIFY's words (RFC 3461 §4.1); NEVER stands alone. */
    public enum Notify { NEVER, SUCCESS, FAILURE, DELAY }

    public Recipient {
        notifyOn = notifyOn.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(notifyOn));
    }

    /** A recipient without DSN parameters. */
    public static Recipient of(Address address) {
        return new Recipient(address, Set.of(), Optional.empty());
    }

    /** True when the sender wants to hear of a failure. */
    public boolean wantsFailure() {
        return notifyOn.isEmpty() || notifyOn.contains(Notify.FAILURE);
    }
}
