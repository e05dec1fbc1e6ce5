package org.mercurymail.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A mailbox at a provider.
 *
 * @param certificate PEM of what alone is trusted; empty for the usual authorities
 * @param secret      sealed by whoever made the row
 * @param seconds     between two visits
 * @param domain      whose accounts its mail is sorted to; empty for all of it to the account
 * @param account     the only target, or the one that gets what fits nobody
 * @param state       how its visits go; nobody decides that
 */
public record CollectorRow(long id, String server, int port, String tls, String certificate, String login,
        byte[] secret, int seconds, Optional<String> domain, long account, boolean active, State state) {

    /**
     * How the visits go.
     *
     * @param next      the next visit; empty while there is one, and when it is not active
     * @param outcome   a code of what went wrong at the last visit, empty for nothing
     * @param values    for the words of the outcome
     * @param failures  visits in a row that came to nothing
     * @param collected messages since it was made
     */
    public record State(Optional<Instant> visited, Optional<Instant> next, String outcome, List<String> values,
            int failures, long collected) {

        /** Of one that was never visited. */
        public static final State NEW = new State(Optional.empty(), Optional.empty(), "", List.of(), 0, 0);
    }

    /** A visit, as it is noted. */
    public record Visited(String outcome, List<String> values, boolean failed, boolean more, int collected) { }
}
