package org.mercurymail.store;

import java.util.Optional;

/**
 * A domain whose mail is ours.
 *
 * @param name     in its comparable form, lower-case A-labels
 * @param aliasOf  the domain that this one is another name of
 * @param catchAll the account that gets what no address of the domain takes
 * @param active   false once closed: no login, no delivery
 * @param limits   of its accounts together
 */
public record DomainRow(String name, Optional<String> aliasOf, Optional<Long> catchAll, boolean active, Limits limits) {

    /** 0 stands for no limit, each. */
    public record Limits(int accounts, long quotaBytes, long sizeBytes, int messagesPerHour) {

        public static final Limits NONE = new Limits(0, 0, 0, 0);
    }
}
