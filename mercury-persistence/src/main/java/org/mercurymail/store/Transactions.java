package org.mercurymail.store;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PersistenceUnit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Runs the store's work, each piece in a transaction of its own that is durable when the call returns. Nothing joins a
 * caller's transaction: a caller that waits for another piece of work would otherwise hold a pooled connection, and
 * enough of them would wait for each other for ever. So the transactions are the connection's own and not the
 * container's, which also had left out those of its timers, message endpoints and managed threads (ADR 0007). Turns
 * what the database says into the store's few exceptions.
 */
@ApplicationScoped
public class Transactions {

    static final String UNIQUE_VIOLATION = "23505";
    static final String GONE = "MG001"; // raised by our functions, see V1__store.sql
    static final String SUBMITTED = "MG002"; // V4__submitted.sql

    @Resource(lookup = "java:app/jdbc/mercury")
    private DataSource dataSource;

    @PersistenceUnit(unitName = "mercury")
    private EntityManagerFactory entities;

    /** For the container. */
    protected Transactions() { }

    /** Outside a container. */
    Transactions(DataSource dataSource, EntityManagerFactory entities) {
        this.dataSource = dataSource;
        this.entities = entities;
    }

    /** Work of any number of statements: all of it is kept, or nothing when it throws. */
    <T> T sql(SqlWork<T> work) {
        return on(connection -> {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                undo(connection, e);
                throw e;
            } finally {
                reset(connection);
            }
        });
    }

    /** Work of one statement, which needs no word from us to be a transaction: a round trip less. */
    <T> T statement(SqlWork<T> work) {
        return on(work);
    }

    private <T> T on(SqlWork<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw translated(e);
        }
    }

    private static void undo(Connection connection, Throwable why) {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            why.addSuppressed(broken); // and what is broken, the database rolls back
        }
    }

    /** What is kept by now stays so: a connection that breaks only here is the pool's to find out. */
    private static void reset(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException broken) {
            System.getLogger(Transactions.class.getName()).log(System.Logger.Level.DEBUG, "event=connection-broken", broken);
        }
    }

    /** Reads entities; what is changed is changed by {@link #sql}. */
    <T> T read(Function<EntityManager, T> work) {
        try (EntityManager manager = entities.createEntityManager()) {
            return work.apply(manager);
        } catch (PersistenceException e) {
            throw sqlCause(e).<RuntimeException>map(Transactions::translated).orElse(e);
        }
    }

    /** The embedded server, if it is ours, goes down with the application that used it. */
    @PreDestroy
    void end() {
        MercuryDataSource.stopEmbedded();
    }

    /** A statement that the database refuses for what it says is a fault of ours; all else is its being away. */
    static RuntimeException translated(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.equals(GONE)) {
            return new GoneException(detail(e));
        }
        if (state.equals(SUBMITTED)) {
            return new SubmittedBefore(detail(e));
        }
        if (state.equals(UNIQUE_VIOLATION)) {
            return new TakenException(String.valueOf(e.getMessage()));
        }
        if (isRefused(state)) {
            return new IllegalStateException("the database refuses: " + e.getMessage(), e);
        }
        return new StoreUnavailable(String.valueOf(e.getMessage()), e);
    }

    /** Data exceptions, broken constraints, wrong statements. */
    static boolean isRefused(String state) {
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("42") || state.startsWith("P0");
    }

    /** The number that our functions raise. */
    private static long detail(SQLException e) {
        if (e instanceof org.postgresql.util.PSQLException p && p.getServerErrorMessage() != null) {
            String detail = p.getServerErrorMessage().getDetail();
            return detail == null ? 0 : Long.parseLong(detail);
        }
        return 0;
    }

    private static Optional<SQLException> sqlCause(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }
}
