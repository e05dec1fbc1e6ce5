package org.mercurymail.accounts;

import java.util.Set;

/**
 * An account to be made, as somebody wrote it down.
 *
 * @param quotaBytes 0 for no limit
 */
public record NewAccount(String address, String displayName, Set<String> roles, String password, long quotaBytes) {

    public NewAccount {
        roles = Set.copyOf(roles);
    }

    @Override
    public String toString() {
        return "new account " + address;
    }
}
