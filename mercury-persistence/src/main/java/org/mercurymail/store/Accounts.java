package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Domains, accounts, credentials and aliases. */
@ApplicationScoped
public class Accounts {

    public Optional<DomainRow> domain(String name) {
        throw new UnsupportedOperationException();
    }

    /** Ascending by name, from behind the one given (empty for the start). */
    public List<DomainRow> domains(String afterName, int limit) {
        throw new UnsupportedOperationException();
    }

    /** @throws TakenException when the domain exists */
    public DomainRow addDomain(String name, Optional<String> aliasOf) {
        throw new UnsupportedOperationException();
    }

    public void setCatchAll(String domain, Optional<Long> account) {
        throw new UnsupportedOperationException();
    }

    public Optional<AccountRow> account(long id) {
        throw new UnsupportedOperationException();
    }

    /** @param localPart lower case */
    public Optional<AccountRow> byAddress(String localPart, String domain) {
        throw new UnsupportedOperationException();
    }

    /** Ascending by id, from behind the one given (0 for the start). */
    public List<AccountRow> accounts(long afterId, int limit) {
        throw new UnsupportedOperationException();
    }

    /** @throws TakenException when an account or alias has the address */
    public AccountRow addAccount(String domain, String localPart, String displayName, Set<String> roles,
            String passwordHash, long quotaBytes) {
        throw new UnsupportedOperationException();
    }

    /** The account's own password and its application passwords. */
    public List<CredentialRow> credentials(long account) {
        throw new UnsupportedOperationException();
    }

    /** Replaces the account's own password. */
    public void setPassword(long account, String hash) {
        throw new UnsupportedOperationException();
    }

    /** An application password beside the others; answers its id. */
    public long addCredential(long account, String label, String hash) {
        throw new UnsupportedOperationException();
    }

    public boolean revokeCredential(long account, long credential) {
        throw new UnsupportedOperationException();
    }

    /** No login and no delivery from now on; its mail stays. */
    public void close(long account) {
        throw new UnsupportedOperationException();
    }

    public long inbox(long account) {
        throw new UnsupportedOperationException();
    }

    /** Octets of all messages in all mailboxes of the account. */
    public long usedBytes(long account) {
        throw new UnsupportedOperationException();
    }

    /** @throws TakenException when an account or alias has the address */
    public void addAlias(String localPart, String domain, List<String> targets) {
        throw new UnsupportedOperationException();
    }

    public boolean removeAlias(String localPart, String domain) {
        throw new UnsupportedOperationException();
    }

    /** What the address stands for; empty when the domain is not ours. One query. */
    public Optional<Resolution> resolve(String localPart, String domain) {
        throw new UnsupportedOperationException();
    }
}
