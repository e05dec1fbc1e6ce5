package org.mercurymail.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A mailbox at a provider.
 *
 * @param secret    sealed by whoever made the row
 * @param seconds   between two visits
 * @param domain    whose accounts its mail is sorted to; empty for all of it to the account
 * @param account   the only target, or the one that gets what fits nobody
 * @param outcome   what went wrong at the last visit, empty for nothing
 * @param collected messages since it was made
 */
public record CollectorRow(long id, String server, int port, String tls, String login, byte[] secret, int seconds,
        Optional<String> domain, long account, boolean active, Optional<Instant> visited, String outcome,
        long collected) { }
