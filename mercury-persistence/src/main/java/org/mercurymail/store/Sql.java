package org.mercurymail.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Statements with their parameters, which are text, numbers, truth values, Optionals of those, or lists of text. */
final class Sql {

    private Sql() { }

    /** The number of rows that changed. */
    static int update(Connection c, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement s = prepared(c, sql, parameters)) {
            return s.executeUpdate();
        }
    }

    static <T> List<T> all(Connection c, Rows.Reader<T> reader, String sql, Object... parameters)
            throws SQLException {
        try (PreparedStatement s = prepared(c, sql, parameters)) {
            return Rows.all(s, reader);
        }
    }

    static <T> Optional<T> first(Connection c, Rows.Reader<T> reader, String sql, Object... parameters)
            throws SQLException {
        try (PreparedStatement s = prepared(c, sql, parameters)) {
            return Rows.first(s, reader);
        }
    }

    /** The text array of a column. */
    static List<String> texts(java.sql.ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static PreparedStatement prepared(Connection c, String sql, Object... parameters) throws SQLException {
        PreparedStatement s = c.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                s.setObject(i + 1, value(c, parameters[i]));
            }
            return s;
        } catch (SQLException e) {
            s.close();
            throw e;
        }
    }

    private static Object value(Connection c, Object parameter) throws SQLException {
        if (parameter instanceof Optional<?> optional) {
            return optional.orElse(null);
        }
        if (parameter instanceof Collection<?> texts) {
            return c.createArrayOf("text", texts.toArray());
        }
        return parameter instanceof java.time.Instant at ? at.atOffset(java.time.ZoneOffset.UTC) : parameter;
    }
}
