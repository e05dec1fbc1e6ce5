package org.mercurymail.store;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Runs the store's work, each piece in a transaction of its own that is durable when the call returns. Nothing joins a
 * caller's transaction: a caller that waits for another piece of work would otherwise hold a pooled connection, and
 * enough of them would wait for each other for ever. Turns what the database says into the store's few exceptions.
 */
@ApplicationScoped
public class Transactions {

    static final String UNIQUE_VIOLATION = "23505";
    static final String GONE = "MG001"; // raised by our functions, see V1__store.sql
    static final String SUBMITTED = "MG002"; // V4__submitted.sql

    @Resource(lookup = "java:app/jdbc/mercury")
    private DataSource dataSource;

    @PersistenceContext(unitName = "mercury")
    private EntityManager entities;

    private Boundary boundary;

    /** For the container's proxy. */
    protected Transactions() { }

    @Inject
    Transactions(JtaBoundary boundary) {
        this.boundary = boundary;
    }

    /** Outside a container. */
    Transactions(Boundary boundary, DataSource dataSource, EntityManager entities) {
        this.boundary = boundary;
        this.dataSource = dataSource;
        this.entities = entities;
    }

    /** Work in SQL. */
    <T> T sql(SqlWork<T> work) {
        try {
            return boundary.alone(() -> {
                try (Connection connection = dataSource.getConnection()) {
                    return work.on(connection);
                }
            });
        } catch (SQLException e) {
            throw translated(e);
        } catch (StoreUnavailable | GoneException | SubmittedBefore | TakenException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ofCommit(e);
        }
    }

    /** Work with entities. */
    <T> T entities(Function<EntityManager, T> work) {
        try {
            return boundary.alone(() -> {
                T result = work.apply(entities);
                entities.flush();
                return result;
            });
        } catch (SQLException e) {
            throw translated(e);
        } catch (PersistenceException e) {
            throw sqlCause(e).<RuntimeException>map(Transactions::translated).orElse(e);
        } catch (StoreUnavailable | GoneException | SubmittedBefore | TakenException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ofCommit(e);
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

    /** The container's boundary throws unchecked exceptions of its own when a commit fails. */
    private static RuntimeException ofCommit(RuntimeException e) {
        return sqlCause(e).<RuntimeException>map(Transactions::translated)
                .orElseGet(() -> e instanceof jakarta.transaction.TransactionalException
                        ? new StoreUnavailable("cannot commit", e) : e);
    }

    private static java.util.Optional<SQLException> sqlCause(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                return java.util.Optional.of(sql);
            }
        }
        return java.util.Optional.empty();
    }
}
