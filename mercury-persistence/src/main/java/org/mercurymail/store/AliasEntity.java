package org.mercurymail.store;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A row of {@code alias} with its targets. Never leaves this package. */
@Entity
@Table(name = "alias")
class AliasEntity {

    /** The address; an alias has no other name. */
    @Embeddable
    static class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        String domain;

        @Column(name = "local_part")
        String localPart;

        protected Key() { }

        Key(String domain, String localPart) {
            this.domain = domain;
            this.localPart = localPart;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key k && k.domain.equals(domain) && k.localPart.equals(localPart);
        }

        @Override
        public int hashCode() {
            return Objects.hash(domain, localPart);
        }
    }

    @EmbeddedId
    Key key;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "alias_target", joinColumns = {
        @JoinColumn(name = "domain", referencedColumnName = "domain"),
        @JoinColumn(name = "local_part", referencedColumnName = "local_part")})
    @Column(name = "target")
    Set<String> targets;

    protected AliasEntity() { }

    AliasEntity(Key key, List<String> targets) {
        this.key = key;
        this.targets = new HashSet<>(targets);
    }
}
