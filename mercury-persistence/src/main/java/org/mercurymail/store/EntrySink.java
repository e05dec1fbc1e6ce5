package org.mercurymail.store;

import java.util.List;

/** Receives the messages of a mailbox, ascending by UID. */
@FunctionalInterface
public interface EntrySink {
    void entry(long uid, int flags, List<String> keywords, long modseq);
}
