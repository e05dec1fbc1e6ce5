package org.mercurymail.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
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

    AccountEntity(long id, String domain, String localPart, long inbox) {
        this.id = id;
        this.domain = domain;
        this.localPart = localPart;
        this.inbox = inbox;
        this.active = true;
    }

    AccountRow row() {
        return new AccountRow(id, domain, localPart, displayName, rolesOf(roles), active, quotaBytes, inbox);
    }

    static String rolesText(Set<String> roles) {
        return String.join(" ", new TreeSet<>(roles));
    }

    static Set<String> rolesOf(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }
}
