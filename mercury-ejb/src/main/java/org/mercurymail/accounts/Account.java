package org.mercurymail.accounts;

import java.util.Set;
import java.util.stream.Collectors;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.store.AccountRow;

/**
 * Somebody who logs in and keeps mail, as services and pages see it.
 *
 * @param address    the primary address
 * @param roles      of {@link #ROLES}
 * @param active     false once closed: no login, no delivery
 * @param quotaBytes 0 for no limit
 */
public record Account(long id, Address address, String displayName, Set<String> roles, boolean active,
        long quotaBytes) {

    /** Administers everything; may send from every address of our domains. */
    public static final String ADMIN = "admin";

    /** May hand over messages by JMS. */
    public static final String MAILDROP = "maildrop";

    /** Every role that is not of one domain. */
    public static final Set<String> ROLES = Set.of(ADMIN, MAILDROP);

    /** Before a domain's name: administers the accounts, aliases and lists of that domain. */
    public static final String ADMIN_OF = "admin:";

    static Account of(AccountRow row) {
        return new Account(row.id(), new Address(row.localPart(), new Domain(row.domain())), row.displayName(),
                row.roles(), row.active(), row.quotaBytes());
    }

    /** @param person with the account's own password: an administrator needs no other role */
    public boolean mayUseMaildrop(boolean person) {
        return person && isAdmin() || roles.contains(MAILDROP);
    }

    /** The domains that it administers, by name. */
    public Set<String> domains() {
        return roles.stream().filter(role -> role.startsWith(ADMIN_OF)).map(role -> role.substring(ADMIN_OF.length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    public boolean isAdmin() {
        return roles.contains(ADMIN);
    }
}
