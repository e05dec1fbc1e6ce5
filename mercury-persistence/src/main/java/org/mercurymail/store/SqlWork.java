package org.mercurymail.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Work on a connection; it neither commits nor closes. */
@FunctionalInterface
interface SqlWork<T> {
    T on(Connection connection) throws SQLException;
}
