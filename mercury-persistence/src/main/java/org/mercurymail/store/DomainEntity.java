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

    protected DomainEntity() { }

    DomainRow row() {
        return new DomainRow(name, Optional.ofNullable(aliasOf), Optional.ofNullable(catchAll), active);
    }
}
