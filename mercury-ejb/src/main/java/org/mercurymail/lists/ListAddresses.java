package org.mercurymail.lists;

import org.mercurymail.mail.Address;

/** The own addresses of a list, beside the one that people post to. */
final class ListAddresses {

    private ListAddresses() { }

    static Address owner(Address list) {
        return with(list, "-owner");
    }

    static Address bounces(Address list) {
        return with(list, "-bounces");
    }

    static Address subscribe(Address list) {
        return with(list, "-subscribe");
    }

    static Address unsubscribe(Address list) {
        return with(list, "-unsubscribe");
    }

    static Address confirm(Address list, String token) {
        return with(list, "-confirm+" + token);
    }

    private static Address with(Address list, String ending) {
        return new Address(list.localPart() + ending, list.domain());
    }
}
