package org.mercurymail.accounts;

import org.mercurymail.store.StoreUnavailable;

/** Tells faces, which do not know the store, whether a failure is only that the store is away for the moment. */
public final class StoreAway {

    private StoreAway() { }

    public static boolean isBehind(Throwable trouble) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreUnavailable) {
                return true;
            }
        }
        return false;
    }
}
