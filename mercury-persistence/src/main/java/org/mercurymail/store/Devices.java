package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Logins without a mailbox: accounts that have no INBOX, and what they may do; every change is noted. Closing,
 * reopening and deleting them is {@link Accounts}'.
 */
@ApplicationScoped
public class Devices {

    private static final String SELECT = """
            SELECT a.*, d.senders, d.networks FROM device d JOIN account a ON a.id = d.account\s""";

    private Transactions transactions;

    /** For the container's proxy. */
    protected Devices() { }

    @Inject
    Devices(Transactions transactions) {
        this.transactions = transactions;
    }

    public Optional<DeviceRow> device(long account) {
        return transactions.statement(c -> find(c, account));
    }

    /** Ascending by id, from behind the one given (0 for the start). */
    public List<DeviceRow> page(long afterId, int limit) {
        return transactions.statement(c -> Sql.all(c, Devices::row, SELECT + "WHERE a.id > ? ORDER BY a.id LIMIT ?",
                afterId, limit));
    }

    /** @throws TakenException when something else has the address */
    public DeviceRow add(Doer by, String localPart, String domain, String displayName, String hash,
            List<String> senders, List<String> networks) {
        return transactions.sql(c -> {
            Names.claim(c, localPart, domain);
            long id = Sql.first(c, row -> row.getLong(1), """
                    INSERT INTO account (id, domain, local_part, display_name, roles, active, quota_bytes, inbox)
                    VALUES (nextval('account_id'), ?, ?, ?, '', true, 0, 0) RETURNING id""", domain, localPart,
                    displayName).orElseThrow();
            Sql.update(c, "INSERT INTO credential (id, account, label, hash) VALUES (nextval('credential_id'), ?, '', ?)",
                    id, hash);
            Sql.update(c, "INSERT INTO device VALUES (?, ?, ?)", id, senders, networks);
            DeviceRow made = find(c, id).orElseThrow();
            Audit.note(c, by, "device.add", made.account().address(), Facts.NOTHING, facts(made));
            return made;
        });
    }

    /** False when there is no such device. */
    public boolean change(Doer by, long account, String displayName, List<String> senders, List<String> networks) {
        return transactions.sql(c -> {
            Sql.first(c, row -> true, "SELECT 1 FROM account WHERE id = ? FOR UPDATE", account);
            Optional<DeviceRow> before = find(c, account);
            if (before.isPresent()) {
                Sql.update(c, "UPDATE account SET display_name = ? WHERE id = ?", displayName, account);
                Sql.update(c, "UPDATE device SET senders = ?, networks = ? WHERE account = ?", senders, networks,
                        account);
                Audit.note(c, by, "device.change", before.get().account().address(), facts(before.get()),
                        facts(find(c, account).orElseThrow()));
            }
            return before.isPresent();
        });
    }

    private static Optional<DeviceRow> find(Connection c, long account) throws SQLException {
        return Sql.first(c, Devices::row, SELECT + "WHERE a.id = ?", account);
    }

    private static Facts facts(DeviceRow row) {
        return Facts.of("displayName", row.account().displayName()).and("senders", row.senders())
                .and("networks", row.networks());
    }

    private static DeviceRow row(ResultSet row) throws SQLException {
        return new DeviceRow(AccountEntity.row(row), Sql.texts(row, "senders"), Sql.texts(row, "networks"));
    }
}
