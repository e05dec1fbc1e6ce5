package org.mercurymail.lists;

import org.mercurymail.mail.Address;

/**
 * Somebody's coming or going.
 *
 * @param name what people call the list
 */
public record Subscription(Action action, Address list, String name, Address member) {

    /** What the person wants. */
    public enum Action { SUBSCRIBE, UNSUBSCRIBE }
}
