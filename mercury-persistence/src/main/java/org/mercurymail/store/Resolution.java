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

    /**
     * A list, or one of its own addresses.
     *
     * @param address the list's own
     * @param ending  one of {@link Lists#ENDINGS}, empty for the list itself
     * @param detail  what stood behind {@code +}, empty when nothing did
     */
    record ToList(long list, String address, String ending, String detail) implements Resolution { }

    /** The domain is ours, and closed. */
    record Closed() implements Resolution { }

    /** The domain is ours and has no such address. */
    record Unknown() implements Resolution { }
}
