package org.mercurymail.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;

/** A row of {@code domain}. Never leaves this package. */
@Entity
@Table(name = "domain")
class DomainEntity {

    @Id
    String name;

    @Column(name = "alias_of")
    String aliasOf;

    @Column(name = "catch_all")
    Long catchAll;

    boolean active;

    @Column(name = "most_accounts")
    int mostAccounts;

    @Column(name = "most_quota_bytes")
    long mostQuotaBytes;

    @Column(name = "most_size_bytes")
    long mostSizeBytes;

    @Column(name = "messages_per_hour")
    int messagesPerHour;

    protected DomainEntity() { }

    DomainRow row() {
        return new DomainRow(name, Optional.ofNullable(aliasOf), Optional.ofNullable(catchAll), active,
                new DomainRow.Limits(mostAccounts, mostQuotaBytes, mostSizeBytes, messagesPerHour));
    }
}
