package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What happened to messages; written by {@link GroupWriter} and {@link Queue} in the transaction of the deed. */
@ApplicationScoped
public class Ledger {

    /** Oldest first. */
    public List<LedgerRow> of(long message) {
        throw new UnsupportedOperationException();
    }
}
