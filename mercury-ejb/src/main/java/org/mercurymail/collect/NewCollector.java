package org.mercurymail.collect;

import java.util.Optional;

/**
 * What people wrote into the fields of a collector.
 *
 * @param tls             {@code tls}, {@code stls} or {@code none}
 * @param certificate     PEM of what alone is trusted; empty for the usual authorities
 * @param secret          empty keeps the old one
 * @param intervalSeconds between two visits
 * @param domain          one of ours to sort over its accounts; empty for all to the account
 * @param account         an address of an account of ours
 */
public record NewCollector(String server, int port, String tls, Optional<String> certificate, String login,
        Optional<String> secret, int intervalSeconds, Optional<String> domain, String account, boolean active) { }
