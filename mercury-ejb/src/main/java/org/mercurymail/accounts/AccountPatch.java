package org.mercurymail.accounts;

import java.util.Optional;
import java.util.Set;

/** What is to change of an account; what is empty stays. Its text form shows no password. */
public record AccountPatch(Optional<String> displayName, Optional<Set<String>> roles, Optional<Long> quotaBytes,
        Optional<String> password) {

    /** Changes nothing; the withers add to it. */
    public static final AccountPatch NONE =
            new AccountPatch(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public AccountPatch withDisplayName(String name) {
        return new AccountPatch(Optional.of(name), roles, quotaBytes, password);
    }

    public AccountPatch withRoles(Set<String> all) {
        return new AccountPatch(displayName, Optional.of(Set.copyOf(all)), quotaBytes, password);
    }

    public AccountPatch withQuotaBytes(long bytes) {
        return new AccountPatch(displayName, roles, Optional.of(bytes), password);
    }

    public AccountPatch withPassword(String secret) {
        return new AccountPatch(displayName, roles, quotaBytes, Optional.of(secret));
    }

    @Override
    public String toString() {
        return "change of an account";
    }
}
