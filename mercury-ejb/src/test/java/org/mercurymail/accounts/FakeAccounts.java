package org.mercurymail.accounts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.CredentialRow;
import org.mercurymail.store.Credentials;
import org.mercurymail.store.DomainRow;
import org.mercurymail.store.Resolution;
import org.mercurymail.store.StoreUnavailable;

/** The store's accounts in memory, for what asks them. */
public final class FakeAccounts extends Accounts {

    private final Map<String, DomainRow> domains = new LinkedHashMap<>();
    private final Map<String, AccountRow> byAddress = new LinkedHashMap<>();
    private final Map<Long, List<CredentialRow>> credentials = new HashMap<>();
    private final Map<String, List<String>> aliases = new HashMap<>();
    private final Map<Long, Long> octets = new HashMap<>();
    public final List<String> used = new ArrayList<>();
    public boolean away;
    public int questions;
    private long credentialId = 98;

    public FakeAccounts domain(String name, String aliasOf) {
        domains.put(name, new DomainRow(name, Optional.of(aliasOf).filter(a -> !a.isEmpty()), Optional.empty(),
                true, DomainRow.Limits.NONE));
        return this;
    }

    public AccountRow account(String localPart, String domain, Set<String> roles, boolean active, long quota,
            String hash) {
        long id = byAddress.size() + 1L;
        return put(new AccountRow(id, domain, localPart, localPart, roles, active, quota, id * 10), hash);
    }

    public AccountRow device(String localPart, String domain, String hash) {
        return put(new AccountRow(byAddress.size() + 1L, domain, localPart, localPart, Set.of(), true, 0, 0), hash);
    }

    private AccountRow put(AccountRow row, String hash) {
        long id = row.id();
        byAddress.put(row.address(), row);
        credentials.put(id, new ArrayList<>(List.of(credential(id, id, "", "", hash))));
        return row;
    }

    public void alias(String address, String... targets) {
        aliases.put(address, List.of(targets));
    }

    public void catchAll(String domain, long account) {
        domains.put(domain, new DomainRow(domain, Optional.empty(), Optional.of(account), true,
                DomainRow.Limits.NONE));
    }

    public void use(long account, long bytes) {
        octets.put(account, bytes);
    }

    @Override
    public Optional<DomainRow> domain(String name) {
        check();
        return Optional.ofNullable(domains.get(name));
    }

    @Override
    public List<DomainRow> domains(String afterName, int limit) {
        check();
        return domains.values().stream().filter(d -> d.name().compareTo(afterName) > 0)
                .sorted(java.util.Comparator.comparing(DomainRow::name)).limit(limit).toList();
    }

    @Override
    public Optional<AccountRow> account(long id) {
        check();
        return byAddress.values().stream().filter(row -> row.id() == id).findFirst();
    }

    @Override
    public Optional<AccountRow> openedBy(long id, long credential) {
        return account(id).filter(AccountRow::active).filter(row -> credential == 0
                || credentials.get(id).stream().anyMatch(own -> own.id() == credential));
    }

    @Override
    public Optional<AccountRow> byAddress(String localPart, String domain) {
        check();
        return Optional.ofNullable(byAddress.get(localPart + '@' + domain));
    }

    @Override
    public Optional<AccountRow> loggingIn(String localPart, String domain) {
        return domain(domain).filter(DomainRow::active)
                .flatMap(row -> byAddress(localPart, row.aliasOf().orElse(domain))).filter(AccountRow::active);
    }

    /** The secrets of these accounts. */
    public Credentials secrets() {
        return new Credentials() {
            @Override
            public List<CredentialRow> of(long account) {
                check();
                return credentials.getOrDefault(account, List.of());
            }

            @Override
            public void rehash(long id, String before, String after) {
                credentials.replaceAll((account, rows) -> rows.stream().map(row -> row.id() == id
                        && row.hash().equals(before) ? credential(id, account, row.label(), row.hint(), after) : row)
                        .collect(Collectors.toCollection(ArrayList::new)));
            }

            @Override
            public void used(long id, Instant at, String from) {
                used.add(id + " " + from);
            }
        };
    }

    public void addCredential(long account, String label, String hint, String hash) {
        credentials.get(account).add(credential(++credentialId, account, label, hint, hash));
    }

    public void setPassword(long account, String hash) {
        credentials.put(account, List.of(credential(++credentialId, account, "", "", hash)));
    }

    private static CredentialRow credential(long id, long account, String label, String hint, String hash) {
        return new CredentialRow(id, account, label, hint, hash, Instant.EPOCH, Optional.empty(), "", false);
    }

    @Override
    public long usedBytes(long account) {
        return octets.getOrDefault(account, 0L);
    }

    @Override
    public Optional<Resolution> resolve(String localPart, String domain) {
        check();
        DomainRow row = domains.get(domain);
        if (row == null) {
            return Optional.empty();
        }
        String real = row.aliasOf().orElse(domain);
        int plus = localPart.indexOf('+');
        String user = plus > 0 ? localPart.substring(0, plus) : localPart;
        if (byAddress.containsKey(user + '@' + real)) {
            return Optional.of(new Resolution.ToAccount(byAddress.get(user + '@' + real),
                    plus > 0 ? localPart.substring(plus + 1) : "", false));
        }
        if (aliases.containsKey(localPart + '@' + real)) {
            return Optional.of(new Resolution.ToTargets(aliases.get(localPart + '@' + real)));
        }
        return Optional.of(domains.get(real).catchAll().flatMap(this::account)
                .<Resolution>map(account -> new Resolution.ToAccount(account, "", true))
                .orElse(new Resolution.Unknown()));
    }

    private void check() {
        questions++;
        if (away) {
            throw new StoreUnavailable("away", new IllegalStateException());
        }
    }
}
