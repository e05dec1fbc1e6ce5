package org.mercurymail.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The names of a domain, given once each, whatever they name. */
final class Names {

    private Names() { }

    /**
     * Locks the domain, so that no two names in it are given at once, and makes sure that this one is free.
     *
     * @throws TakenException when the name is given
     */
    static void claim(Connection c, String localPart, String domain) throws SQLException {
        home(c, domain);
        if (Sql.first(c, row -> row.getBoolean(1), "SELECT mercury_taken(?, ?)", domain, localPart).orElseThrow()) {
            throw new TakenException(localPart + '@' + domain);
        }
    }

    /** Locks a domain that is not another's name. */
    static void home(Connection c, String domain) throws SQLException {
        Optional<Boolean> home = Sql.first(c, row -> row.getString(1) == null,
                "SELECT alias_of FROM domain WHERE name = ? FOR UPDATE", domain);
        if (!home.orElse(false)) {
            throw new IllegalArgumentException("no domain of its own: " + domain);
        }
    }
}
