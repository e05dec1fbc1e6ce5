package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Lists and their owners; every change is noted. {@link Members} keeps who belongs to them. */
@ApplicationScoped
public class Lists {

    /** A list's own addresses are its local part with one of these behind it; V3__lists.sql names them too. */
    public static final List<String> ENDINGS = List.of("-owner", "-bounces", "-subscribe", "-unsubscribe", "-confirm");

    private static final String SELECT = """
            SELECT l.*, ARRAY(SELECT o.address FROM list_owner o WHERE o.list = l.id ORDER BY o.address) AS owners,
                (SELECT count(*) FROM list_member m WHERE m.list = l.id) AS members
            FROM list l\s""";

    private Transactions transactions;

    /** For the container's proxy. */
    protected Lists() { }

    @Inject
    Lists(Transactions transactions) {
        this.transactions = transactions;
    }

    public Optional<ListRow> list(long id) {
        return transactions.statement(c -> find(c, id));
    }

    public Optional<ListRow> list(String localPart, String domain) {
        return transactions.statement(c -> Sql.first(c, Lists::row, SELECT + "WHERE l.domain = ? AND l.local_part = ?",
                domain, localPart));
    }

    /** Its id alone, without counting its members. */
    public Optional<Long> id(String localPart, String domain) {
        return transactions.statement(c -> Sql.first(c, row -> row.getLong(1),
                "SELECT id FROM list WHERE domain = ? AND local_part = ?", domain, localPart));
    }

    /** The key that signs the list's links; empty when there is no such list. */
    public Optional<byte[]> secret(long id) {
        return transactions.statement(c -> Sql.first(c, row -> row.getBytes(1), "SELECT secret FROM list WHERE id = ?", id));
    }

    /**
     * Ascending by domain and local part, from behind the one given; empty texts to begin.
     *
     * @param owner only lists that this address owns
     */
    public List<ListRow> page(Optional<String> domain, Optional<String> owner, String afterDomain,
            String afterLocalPart, int limit) {
        return transactions.statement(c -> Sql.all(c, Lists::row, SELECT + """
                WHERE (l.domain, l.local_part) > (?, ?) AND (?::text IS NULL OR l.domain = ?)
                AND (?::text IS NULL OR EXISTS (SELECT 1 FROM list_owner o WHERE o.list = l.id AND o.address = ?))
                ORDER BY l.domain, l.local_part LIMIT ?""", afterDomain, afterLocalPart, domain, domain, owner, owner,
                limit));
    }

    /**
     * @param wanted its id and number of members are not looked at
     * @throws TakenException when something else has the address, or one of the list's own addresses
     */
    public ListRow add(Doer by, ListRow wanted, byte[] secret) {
        return transactions.sql(c -> {
            Names.claim(c, wanted.localPart(), wanted.domain());
            for (String ending : ENDINGS) {
                Names.claim(c, wanted.localPart() + ending, wanted.domain());
            }
            long id = Sql.first(c, row -> row.getLong(1), "SELECT nextval('list_id')").orElseThrow();
            Sql.update(c, "INSERT INTO list VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", id, wanted.domain(),
                    wanted.localPart(), wanted.name(), wanted.post(), wanted.open(), wanted.language(),
                    wanted.subjectPrefix(), secret, wanted.copies());
            own(c, id, wanted.owners());
            ListRow made = find(c, id).orElseThrow();
            Audit.note(c, by, "list.add", made.address(), Facts.NOTHING, facts(made));
            return made;
        });
    }

    /** Gives it everything of this row but address and members; false when there is no such list. */
    public boolean change(Doer by, ListRow wanted) {
        return transactions.sql(c -> {
            Optional<ListRow> before = locked(c, wanted.id());
            if (before.isEmpty()) {
                return false;
            }
            Sql.update(c, """
                    UPDATE list SET name = ?, post = ?, open = ?, language = ?, subject_prefix = ?, copies = ?
                    WHERE id = ?""", wanted.name(), wanted.post(), wanted.open(), wanted.language(),
                    wanted.subjectPrefix(), wanted.copies(), wanted.id());
            Sql.update(c, "DELETE FROM list_owner WHERE list = ?", wanted.id());
            own(c, wanted.id(), wanted.owners());
            ListRow after = find(c, wanted.id()).orElseThrow();
            if (!after.equals(before.get())) {
                Audit.note(c, by, "list.change", after.address(), facts(before.get()), facts(after));
            }
            return true;
        });
    }

    /** With its members; false when there is no such list. */
    public boolean remove(Doer by, long id) {
        return transactions.sql(c -> {
            Optional<ListRow> before = locked(c, id);
            if (before.isPresent()) {
                Sql.update(c, "DELETE FROM list WHERE id = ?", id);
                Audit.note(c, by, "list.remove", before.get().address(), facts(before.get()), Facts.NOTHING);
            }
            return before.isPresent();
        });
    }

    private static void own(Connection c, long id, List<String> owners) throws SQLException {
        Sql.update(c, "INSERT INTO list_owner SELECT DISTINCT ?::bigint, address FROM unnest(?) AS address", id,
                owners);
    }

    private static Optional<ListRow> locked(Connection c, long id) throws SQLException {
        Sql.first(c, row -> true, "SELECT 1 FROM list WHERE id = ? FOR UPDATE", id);
        return find(c, id);
    }

    private static Optional<ListRow> find(Connection c, long id) throws SQLException {
        return Sql.first(c, Lists::row, SELECT + "WHERE l.id = ?", id);
    }

    private static ListRow row(ResultSet row) throws SQLException {
        return new ListRow(row.getLong("id"), row.getString("domain"), row.getString("local_part"),
                row.getString("name"), row.getString("post"), row.getBoolean("open"), row.getString("language"),
                row.getString("subject_prefix"), row.getString("copies"), Sql.texts(row, "owners"), row.getLong("members"));
    }

    private static Facts facts(ListRow row) {
        return Facts.of("name", row.name()).and("post", row.post()).and("open", row.open())
                .and("language", row.language()).and("subjectPrefix", row.subjectPrefix())
                .and("copies", row.copies()).and("owners", row.owners()).and("members", row.members());
    }
}
