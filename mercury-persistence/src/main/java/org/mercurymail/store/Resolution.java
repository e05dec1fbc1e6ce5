package org.mercurymail.store;

import java.util.List;

/** What an address of one of our domains stands for. */
public sealed interface Resolution {

    /**
     * An account takes it.
     *
     * @param detail   what stood behind {@code +} (RFC 5233), empty when nothing did
     * @param catchAll the address is unknown and the domain's catch-all account gets it
     */
    record ToAccount(AccountRow account, String detail, boolean catchAll) implements Resolution { }

    /** An alias: each target is an address, local or not, in no particular order. */
    record ToTargets(List<String> targets) implements Resolution { }

    /** The domain is ours and has no such address. */
    record Unknown() implements Resolution { }
}
