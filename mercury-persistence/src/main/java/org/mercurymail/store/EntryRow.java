package org.mercurymail.store;

import java.util.List;

/** One message's place in a mailbox: flags as bits (see {@link Arrival.Filing}), keywords, MODSEQ. */
public record EntryRow(long uid, int flags, List<String> keywords, long modseq) { }
