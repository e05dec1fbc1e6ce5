package org.mercurymail.port;

import org.mercurymail.mail.Address;

/** The answer to credentials. */
public sealed interface Login {

    /**
     * Welcome.
     *
     * @param account the account's number, the key of everything it owns
     * @param address its primary address
     */
    record Granted(long account, Address address) implements Login { }

    /** Wrong name, wrong password, closed account: the peer does not hear which. */
    record Denied() implements Login { }

    /** Too many failures from this address or for this account, or the store is away: try later. */
    record Unavailable() implements Login { }
}
