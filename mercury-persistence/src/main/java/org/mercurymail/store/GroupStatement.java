package org.mercurymail.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The one statement of a group, {@code mercury_write} of V1__store.sql with the columns of many works as arrays; a
 * few more for what few messages have, which need a transaction around all.
 */
final class GroupStatement {

    private static final int ARRAYS = 39;
    private static final String SQL = "SELECT mercury_write(?, ?" + ", ?".repeat(ARRAYS) + ")";

    /** One array parameter while it grows. */
    private static final class Column {

        private final String type;
        private final List<Object> values = new ArrayList<>();

        Column(String type) {
            this.type = type;
        }

        void add(Object value) {
            values.add(value);
        }

        Object[] array() {
            switch (type) {
                case "int8":
                    return values.toArray(Long[]::new);
                case "int4":
                    return values.toArray(Integer[]::new);
                case "bool":
                    return values.toArray(Boolean[]::new);
                case "bytea":
                    return values.toArray(byte[][]::new);
                default:
                    return values.toArray(String[]::new);
            }
        }
    }

    private static final String CLAIM = "SELECT mercury_claim(?, ?)";
    private static final String AGREE = "SELECT mercury_agree(?, ?, ?, ?, ?, ?, ?)";
    private static final String HANDLE = "SELECT mercury_handle(?, ?, ?, ?, ?)";

    private final List<Column> columns = new ArrayList<>(ARRAYS);
    private final List<Column> messages = columns("int8 int8 text int8 text text text bool int8 bytea bytea text");
    private final List<Column> bodies = columns("int8 bytea");
    private final List<Column> filings = columns("int4 int8 int8 text bytea int4 text int8 int8");
    private final List<Column> outgoing = columns("int4 int4 text text text text int8");
    private final List<Column> settlements = columns("int8 int4 text int8 int4 text text text bool");

    private GroupStatement() { }

    /** Whether these works are written with one statement. */
    static boolean isOne(List<Work> works) {
        return works.stream().flatMap(work -> work.arrivals().stream())
                .noneMatch(a -> isKeyed(a) || isHandled(a) || isAgreed(a));
    }

    private static boolean isKeyed(Arrival arrival) {
        return !arrival.handling().key().isEmpty();
    }

    private static boolean isHandled(Arrival arrival) {
        return !arrival.outgoing().isEmpty()
                && (arrival.handling().isTold() || arrival.handling().priority() != Handling.NORMAL);
    }

    private static boolean isAgreed(Arrival arrival) {
        return !arrival.outgoing().isEmpty() && !arrival.terms().equals(Terms.NONE);
    }

    /** Answers the UIDs of each. */
    static List<List<Long>> write(Connection c, String node, long leaseEnd, List<Work> works) throws SQLException {
        GroupStatement group = new GroupStatement();
        works.forEach(group::add);
        List<Arrival> arrivals = works.stream().flatMap(work -> work.arrivals().stream()).toList();
        claim(c, arrivals.stream().filter(GroupStatement::isKeyed).toList());
        Long[] uids = group.execute(c, node, leaseEnd);
        handle(c, node, arrivals.stream().filter(GroupStatement::isHandled).toList());
        agree(c, arrivals.stream().filter(GroupStatement::isAgreed).toList());
        List<List<Long>> answers = new ArrayList<>(works.size());
        int from = 0;
        for (Work work : works) {
            int to = from + work.filings();
            answers.add(List.of(Arrays.copyOfRange(uids, from, to)));
            from = to;
        }
        return answers;
    }

    /** First of all, so that whoever waits for another's key holds no account. */
    private static void claim(Connection c, List<Arrival> keyed) throws SQLException {
        if (keyed.isEmpty()) {
            return;
        }
        try (PreparedStatement s = c.prepareStatement(CLAIM)) {
            s.setArray(1, c.createArrayOf("text", keyed.stream().map(a -> storable(a.handling().key())).toArray()));
            s.setArray(2, c.createArrayOf("int8", keyed.stream().map(Arrival::id).toArray()));
            s.execute();
        }
    }

    private static void handle(Connection c, String node, List<Arrival> wanted) throws SQLException {
        if (wanted.isEmpty()) {
            return;
        }
        try (PreparedStatement s = c.prepareStatement(HANDLE)) {
            s.setString(1, node);
            s.setArray(2, c.createArrayOf("int8", wanted.stream().map(Arrival::id).toArray()));
            s.setArray(3, c.createArrayOf("int4", wanted.stream().map(a -> a.handling().priority()).toArray()));
            s.setArray(4, c.createArrayOf("text", wanted.stream().map(a -> storable(a.handling().answerTo())).toArray()));
            s.setArray(5, c.createArrayOf("text", wanted.stream().map(a -> storable(a.handling().correlation())).toArray()));
            s.execute();
        }
    }

    private static void agree(Connection c, List<Arrival> wanted) throws SQLException {
        if (wanted.isEmpty()) {
            return;
        }
        List<Terms> terms = wanted.stream().map(Arrival::terms).toList();
        try (PreparedStatement s = c.prepareStatement(AGREE)) {
            s.setArray(1, c.createArrayOf("int8", wanted.stream().map(Arrival::id).toArray()));
            s.setArray(2, c.createArrayOf("int8", terms.stream().map(t -> millis(t.heldUntil())).toArray()));
            s.setArray(3, c.createArrayOf("text", terms.stream().map(Terms::holdRequest).toArray()));
            s.setArray(4, c.createArrayOf("int4", terms.stream().map(Terms::priority).toArray()));
            s.setArray(5, c.createArrayOf("bool", terms.stream().map(Terms::requireTls).toArray()));
            s.setArray(6, c.createArrayOf("int8", terms.stream().map(t -> millis(t.by())).toArray()));
            s.setArray(7, c.createArrayOf("text", terms.stream().map(Terms::byMode).toArray()));
            s.execute();
        }
    }

    private static long millis(Optional<Instant> moment) {
        return moment.map(Instant::toEpochMilli).orElse(-1L);
    }

    private Long[] execute(Connection c, String node, long leaseEnd) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(SQL)) {
            s.setString(1, node);
            s.setLong(2, leaseEnd);
            for (int i = 0; i < columns.size(); i++) {
                s.setArray(i + 3, c.createArrayOf(columns.get(i).type, columns.get(i).array()));
            }
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return (Long[]) row.getArray(1).getArray();
            }
        }
    }

    private List<Column> columns(String types) {
        List<Column> some = Arrays.stream(types.split(" ")).map(Column::new).toList();
        columns.addAll(some);
        return some;
    }

    private static void row(List<Column> columns, Object... values) {
        for (int i = 0; i < values.length; i++) {
            columns.get(i).add(values[i] instanceof String s ? storable(s) : values[i]);
        }
    }

    private void add(Work work) {
        for (int i = 0; i < work.arrivals().size(); i++) {
            add(work.arrivals().get(i), work.bodies().get(i));
        }
        for (Settlement s : work.settlements()) {
            row(settlements, s.message(), s.recipient(), s.state().name(), s.due().toEpochMilli(), s.reply(),
                    s.enhanced(), s.text(), s.remote(), s.warned());
        }
    }

    private void add(Arrival a, byte[] body) {
        row(messages, a.id(), a.at().toEpochMilli(), a.sender(), a.account(), a.ret(), a.envid(), a.encoding(),
                a.smtpUtf8(), a.body().size(), a.envelope(), a.structure(), a.messageId());
        int ordinal = messages.get(0).values.size();
        if (body.length > 0 && !(a.filings().isEmpty() && a.outgoing().isEmpty())) {
            row(bodies, a.id(), body);
        }
        for (Arrival.Filing f : a.filings()) {
            row(filings, ordinal, f.account(), f.mailbox(), f.recipient(), f.trace(), f.flags(),
                    Keywords.joined(f.keywords()), f.internalDate().toEpochMilli(),
                    a.body().size() + f.trace().length);
        }
        int number = 0;
        for (Arrival.Outgoing o : a.outgoing()) {
            row(outgoing, ordinal, number++, o.address(), o.domain(), o.notifyOn(), o.original(),
                    o.due().toEpochMilli());
        }
    }

    /** PostgreSQL keeps no NUL, and UTF-8 no half of a surrogate pair; mail has both. */
    private static String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                byte[] sound = text.replace('\0', '\ufffd').getBytes(StandardCharsets.UTF_8);
                return new String(sound, StandardCharsets.UTF_8);
            }
        }
        return text;
    }
}
