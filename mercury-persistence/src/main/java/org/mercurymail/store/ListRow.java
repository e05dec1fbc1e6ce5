package org.mercurymail.store;

import java.util.List;

/**
 * A distribution list.
 *
 * @param localPart     lower case
 * @param post          who may write to it, in the application's words
 * @param open          people may subscribe themselves
 * @param subjectPrefix empty for none
 * @param copies        whether foreign members share one, in the application's words
 * @param owners        sorted
 * @param members       how many
 */
public record ListRow(long id, String domain, String localPart, String name, String post, boolean open,
        String language, String subjectPrefix, String copies, List<String> owners, long members) {

    public ListRow {
        owners = List.copyOf(owners);
    }

    public String address() {
        return localPart + '@' + domain;
    }
}
