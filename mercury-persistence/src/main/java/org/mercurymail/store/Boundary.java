package org.mercurymail.store;

import java.sql.SQLException;

/** Where a transaction begins and ends: the container's, or a plain connection's in a test. */
public interface Boundary {

    /** Work that becomes durable as a whole when this returns, or leaves nothing when it throws. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /** Runs the work in a transaction of its own, whatever transaction the caller is in. */
    <T> T alone(Work<T> work) throws SQLException;
}
