package org.mercurymail.store;

import java.util.Set;

/**
 * Somebody who logs in and keeps mail.
 *
 * @param localPart  lower case
 * @param active     false once closed: no login, no delivery
 * @param quotaBytes 0 for no limit
 * @param inbox      the INBOX's id
 */
public record AccountRow(long id, String domain, String localPart, String displayName, Set<String> roles,
        boolean active, long quotaBytes, long inbox) {

    public AccountRow {
        roles = Set.copyOf(roles);
    }

    /** The primary address, {@code local@domain}. */
    public String address() {
        return localPart + '@' + domain;
    }
}
