package org.mercurymail.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;

/** A row of {@code account}. Never leaves this package. */
@Entity
@Table(name = "account")
class AccountEntity {

    @Id
    long id;

    String domain;

    @Column(name = "local_part")
    String localPart;

    @Column(name = "display_name")
    String displayName;

    String roles; // sorted, a space between

    boolean active;

    @Column(name = "quota_bytes")
    long quotaBytes;

    long inbox;

    protected AccountEntity() { }

    AccountRow row() {
        return new AccountRow(id, domain, localPart, displayName, rolesOf(roles), active, quotaBytes, inbox);
    }

    static AccountRow row(ResultSet row) throws SQLException {
        return new AccountRow(row.getLong("id"), row.getString("domain"), row.getString("local_part"),
                row.getString("display_name"), rolesOf(row.getString("roles")), row.getBoolean("active"),
                row.getLong("quota_bytes"), row.getLong("inbox"));
    }

    static String rolesText(Set<String> roles) {
        return String.join(" ", new TreeSet<>(roles));
    }

    static Set<String> rolesOf(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }
}
