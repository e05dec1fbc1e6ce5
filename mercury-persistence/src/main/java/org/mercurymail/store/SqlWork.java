package org.mercurymail.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Work on a connection inside a transaction; it neither commits nor closes. */
@FunctionalInterface
interface SqlWork<T> {
    T on(Connection connection) throws SQLException;
}
