package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Body octets, kept in parts of 256 KiB. Reads a part at a time, each in a transaction of its own. */
@ApplicationScoped
public class Bodies {

    /** Octets of every part but the last. */
    static final int PART = 256 * 1024;

    private static final byte[] NONE = {};
    private static final int SWEEP = 2000;
    private static final String REMOVE = """
            WITH candidate AS MATERIALIZED (DELETE FROM loose_body WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM loose_body LIMIT ? FOR UPDATE SKIP LOCKED)) RETURNING body),
            nobodys AS MATERIALIZED (SELECT DISTINCT body FROM candidate c
                WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.body = c.body)),
            untold AS (DELETE FROM body_text t USING nobodys n WHERE t.body = n.body),
            gone AS (DELETE FROM body_part p USING nobodys n WHERE p.body = n.body
                AND NOT EXISTS (SELECT 1 FROM queue_message q WHERE q.message = n.body) RETURNING p.body)
            SELECT count(*) FROM candidate
            """;

    private Transactions transactions;

    /** For the container's proxy. */
    protected Bodies() { }

    @Inject
    Bodies(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Reads some octets of a body, fewer where the body ends before; none of a body that does not exist. */
    public InputStream open(long body, long from, long length) {
        return new Parts(body, from, length);
    }

    /** Bodies of no more than a part each, by their ids, in one round trip; those that do not exist are left out. */
    public Map<Long, byte[]> small(List<Long> bodies) {
        return transactions.statement(c -> {
            Map<Long, byte[]> read = new HashMap<>();
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT body, bytes FROM body_part WHERE body = ANY (?) AND part = 0")) {
                s.setArray(1, c.createArrayOf("bigint", bodies.toArray()));
                Rows.all(s, row -> read.put(row.getLong(1), row.getBytes(2)));
            }
            return read;
        });
    }

    /**
     * Removes for good what was expunged longer ago than this, and the bodies that nobody refers to any more.
     *
     * @return how many rows it looked at; call again while it is not 0
     */
    public int sweep(Duration keepExpunged) {
        int forgotten = transactions.statement(c -> forget(c, keepExpunged));
        return forgotten + transactions.statement(Bodies::remove);
    }

    private static int forget(Connection c, Duration keepExpunged) throws SQLException {
        OffsetDateTime before = OffsetDateTime.now(ZoneOffset.UTC).minus(keepExpunged);
        try (PreparedStatement s = c.prepareStatement("SELECT mercury_forget(?, ?)")) {
            s.setObject(1, before);
            s.setInt(2, SWEEP);
            return count(s);
        }
    }

    private static int remove(Connection c) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(REMOVE)) {
            s.setInt(1, SWEEP);
            return count(s);
        }
    }

    private static int count(PreparedStatement s) throws SQLException {
        return Rows.first(s, row -> row.getInt(1)).orElseThrow();
    }

    /** From one octet of a part to its end or to so many octets; empty when there is none. */
    private byte[] read(long body, long part, int from, int length) {
        return transactions.statement(c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT substring(bytes FROM ? FOR ?) FROM body_part WHERE body = ? AND part = ?")) {
                s.setInt(1, from + 1);
                s.setInt(2, length);
                s.setLong(3, body);
                s.setLong(4, part);
                return Rows.first(s, row -> row.getBytes(1)).orElse(NONE);
            }
        });
    }

    /** Part after part. */
    private final class Parts extends InputStream {

        private final long body;
        private long at;
        private long left;
        private byte[] buffer = NONE;
        private int next;

        Parts(long body, long from, long length) {
            this.body = body;
            this.at = from;
            this.left = length;
        }

        @Override
        public int read() {
            return fill() ? buffer[next++] & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int n = Math.min(length, buffer.length - next);
            System.arraycopy(buffer, next, bytes, offset, n);
            next += n;
            return n;
        }

        @Override
        public long skip(long n) {
            long inBuffer = Math.min(Math.max(n, 0), buffer.length - next);
            next += (int) inBuffer;
            long beyond = Math.min(Math.max(n, 0) - inBuffer, left);
            at += beyond;
            left -= beyond;
            return inBuffer + beyond;
        }

        @Override
        public int available() {
            return buffer.length - next;
        }

        private boolean fill() {
            if (next < buffer.length) {
                return true;
            }
            if (left <= 0) {
                return false;
            }
            int from = (int) (at % PART);
            buffer = Bodies.this.read(body, at / PART, from, (int) Math.min(PART - from, left));
            next = 0;
            at += buffer.length;
            left = buffer.length == 0 ? 0 : left - buffer.length;
            return buffer.length > 0;
        }
    }
}
