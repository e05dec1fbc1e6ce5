package org.mercurymail.store;

import java.util.List;

/**
 * An address that stands for others.
 *
 * @param localPart lower case
 * @param targets   sorted
 */
public record AliasRow(String domain, String localPart, List<String> targets) {

    public AliasRow {
        targets = List.copyOf(targets);
    }

    public String address() {
        return localPart + '@' + domain;
    }
}
