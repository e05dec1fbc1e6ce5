package org.mercurymail.lists;

import java.util.List;

/**
 * What somebody wants a new list to be, as written; {@link ListService#add} reads it.
 *
 * @param name          empty: as its local part
 * @param post          {@code anyone}, {@code members}, {@code owners}
 * @param open          whether people may subscribe themselves
 * @param language      {@code en}, {@code fr}
 * @param subjectPrefix empty for none
 * @param copies        {@code auto}, {@code personal}, {@code shared}
 */
public record NewList(String address, String name, String post, boolean open, String language, String subjectPrefix,
        String copies, List<String> owners) {

    public NewList {
        owners = List.copyOf(owners);
    }

    /** With everything else as is usual: open, in English, subjects left alone. */
    public static NewList of(String address, String post, List<String> owners) {
        return new NewList(address, "", post, true, Language.ENGLISH.toString(), "",
                Copies.AUTO.toString(), owners);
    }
}
