package org.mercurymail.store;

import java.util.List;

/**
 * What changed in a mailbox since a MODSEQ.
 *
 * @param tooOld  the history does not reach back so far: read all entries anew; the lists are empty then
 * @param modseq  the mailbox's highest MODSEQ now
 * @param changed new messages and changed flags, ascending by UID
 * @param gone    UIDs that left, ascending; some of them the asker may never have seen
 */
public record Changes(boolean tooOld, long modseq, long uidNext, List<EntryRow> changed, List<UidRange> gone) { }
