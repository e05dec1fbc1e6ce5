package org.mercurymail.intake;

import java.sql.SQLException;
import org.mercurymail.mail.Status;
import org.mercurymail.store.StoreUnavailable;

/** What a client hears when the store cannot write (RFC 3463 §3.4). */
final class StoreTrouble {

    private static final String DISK_FULL = "53100"; // PostgreSQL's SQLSTATE disk_full

    private StoreTrouble() { }

    static Status status(StoreUnavailable trouble) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && DISK_FULL.equals(sql.getSQLState())) {
                return new Status(452, "4.3.1", "Out of disk space; try again later");
            }
        }
        return new Status(451, "4.3.0", "The mail store is not available; try again later");
    }
}
