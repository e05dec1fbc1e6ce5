package org.mercurymail.store;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;

/** A row of {@code credential}. Never leaves this package. */
@Entity
@Table(name = "credential")
class CredentialEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "credential")
    @SequenceGenerator(name = "credential", sequenceName = "credential_id", allocationSize = 1)
    long id;

    long account;

    String label; // empty: the account's own password

    String hash;

    protected CredentialEntity() { }

    CredentialEntity(long account, String label, String hash) {
        this.account = account;
        this.label = label;
        this.hash = hash;
    }

    CredentialRow row() {
        return new CredentialRow(id, account, label, hash);
    }
}
