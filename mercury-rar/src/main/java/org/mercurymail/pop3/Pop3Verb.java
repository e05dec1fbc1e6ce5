package org.mercurymail.pop3;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The whole protocol on one screen: what may be said in which state, with how many words behind it, and where it is
 * written. Decides nothing.
 */
enum Pop3Verb {

    //   fewest and most arguments; lawful states
    USER(1, 1, State.AUTHORIZATION),              // RFC 1939 §7
    PASS(1, 1, State.AUTHORIZATION),              // RFC 1939 §7; its argument may hold spaces
    AUTH(1, 2, State.AUTHORIZATION),              // RFC 5034 §4
    STLS(0, 0, State.AUTHORIZATION),              // RFC 2595 §4
    CAPA(0, 0, State.AUTHORIZATION, State.TRANSACTION), // RFC 2449 §5
    UTF8(0, 0, State.AUTHORIZATION),              // RFC 6856 §2
    LANG(0, 1, State.AUTHORIZATION, State.TRANSACTION), // RFC 6856 §3
    STAT(0, 0, State.TRANSACTION),                // RFC 1939 §5
    LIST(0, 1, State.TRANSACTION),                // RFC 1939 §5
    UIDL(0, 1, State.TRANSACTION),                // RFC 1939 §7
    TOP(2, 2, State.TRANSACTION),                 // RFC 1939 §7
    RETR(1, 1, State.TRANSACTION),                // RFC 1939 §5
    DELE(1, 1, State.TRANSACTION),                // RFC 1939 §5
    NOOP(0, 0, State.TRANSACTION),                // RFC 1939 §5
    RSET(0, 0, State.TRANSACTION),                // RFC 1939 §5
    QUIT(0, 0, State.AUTHORIZATION, State.TRANSACTION); // RFC 1939 §4 and §6

    /** RFC 1939 §3; UPDATE is not one in which anything may be said. */
    enum State { AUTHORIZATION, TRANSACTION }

    private final int fewest;
    private final int most;
    private final Set<State> states;

    Pop3Verb(int fewest, int most, State first, State... more) {
        this.fewest = fewest;
        this.most = most;
        this.states = EnumSet.of(first, more);
    }

    /** The verb of this name in any case (RFC 1939 §3). */
    static Optional<Pop3Verb> of(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        for (Pop3Verb verb : values()) {
            if (verb.name().equals(upper)) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }

    boolean takes(int arguments) {
        return arguments >= fewest && arguments <= most;
    }

    boolean isLawfulIn(State state) {
        return states.contains(state);
    }
}
