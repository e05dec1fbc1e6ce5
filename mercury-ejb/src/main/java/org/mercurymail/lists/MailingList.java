package org.mercurymail.lists;

import java.util.List;
import org.mercurymail.mail.Address;

/**
 * A list, as services and pages see it.
 *
 * @param name          what people call it
 * @param open          whether people may subscribe themselves
 * @param subjectPrefix what stands in front of every subject, empty for nothing
 * @param copies        whether foreign members share one
 * @param owners        sorted
 * @param members       how many
 */
public record MailingList(long id, Address address, String name, Posting post, boolean open, Language language,
        String subjectPrefix, Copies copies, List<Address> owners, long members) {

    public MailingList {
        owners = List.copyOf(owners);
    }
}
