package org.mercurymail.store;

import java.util.Set;

/**
 * Somebody who logs in and keeps mail; without an INBOX, a device that only sends.
 *
 * @param localPart  lower case
 * @param active     false once closed: no login, no delivery
 * @param quotaBytes 0 for no limit
 * @param inbox      the INBOX's id; 0 when there is none
 */
public record AccountRow(long id, String domain, String localPart, String displayName, Set<String> roles,
        boolean active, long quotaBytes, long inbox) {

    public AccountRow {
        roles = Set.copyOf(roles);
    }

    /** It has no mailbox: it logs in to send, and nothing is delivered to it. */
    public boolean isDevice() {
        return inbox == 0;
    }

    /** The primary address, {@code local@domain}. */
    public String address() {
        return localPart + '@' + domain;
    }
}
