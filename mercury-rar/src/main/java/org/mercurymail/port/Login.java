package org.mercurymail.port;

import java.util.Optional;
import org.mercurymail.mail.Address;

/** The answer to evidence. */
public sealed interface Login {

    /** The welcome in it, if it is one. */
    default Optional<Granted> welcome() {
        return this instanceof Granted granted ? Optional.of(granted)
                : this instanceof Proven proven ? Optional.of(proven.granted()) : Optional.empty();
    }

    /**
     * Welcome.
     *
     * @param account    the account's number, the key of everything it owns
     * @param address    its primary address
     * @param credential the number of the secret that opened it; a secret that is replaced has another number. 0: none
     * @param program    that secret is one program's: it has the account's mail, and none of its person's roles
     */
    record Granted(long account, Address address, long credential, boolean program) implements Login {

        /** By no secret that could be revoked: it lasts as long as the account is open. */
        public Granted(long account, Address address) {
            this(account, address, 0, false);
        }
    }

    /**
     * Welcome, and we know the password too.
     *
     * @param signature of the server, for the client to check (RFC 5802 §3)
     */
    record Proven(Granted granted, byte[] signature) implements Login { }

    /** Wrong name, wrong password, closed account: the peer does not hear which. */
    record Denied() implements Login { }

    /** Too many failures from this address or for this account, or the store is away: try later. */
    record Unavailable() implements Login { }
}
