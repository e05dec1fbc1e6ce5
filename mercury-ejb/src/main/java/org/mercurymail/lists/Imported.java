package org.mercurymail.lists;

import java.util.List;
import org.mercurymail.accounts.Invalid;

/**
 * What became of an import.
 *
 * @param added   members that were not there before
 * @param already lines that named a member, or one named above
 * @param refused lines that were not taken, in order
 */
public record Imported(int added, int already, List<Refused> refused) {

    /**
     * A line that was not taken.
     *
     * @param line   from 1
     * @param why  names the field {@code address}
     */
    public record Refused(int line, Invalid why) { }

    public Imported {
        refused = List.copyOf(refused);
    }
}
