package org.mercurymail.store;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What one caller of {@link GroupWriter} wants written, and where it waits for the outcome. A small body is read by its
 * caller before it waits, so that a group's leader reads none.
 */
final class Work {

    private static final byte[] NO_BODY = {};
    private static final long MOST_BYTES = 1 << 20; // of one caller's bodies, in memory while they wait

    private enum State { WAITS, LEADS, DONE }

    private final List<Arrival> arrivals;
    private final List<Settlement> settlements;
    private final List<byte[]> bodies; // one for each arrival
    private final Thread caller = Thread.currentThread();
    private volatile State state = State.WAITS;
    private List<Long> uids = List.of();
    private RuntimeException failure;

    private Work(List<Arrival> arrivals, List<Settlement> settlements, List<byte[]> bodies) {
        this.arrivals = arrivals;
        this.settlements = settlements;
        this.bodies = bodies;
    }

    static Work of(List<Arrival> arrivals, List<Settlement> settlements) {
        List<Arrival> normal = arrivals.stream().map(Work::oneTraceAnAccount).toList();
        boolean small = !areLarge(normal);
        return new Work(normal, settlements, normal.stream().map(a -> small ? bodyOf(a) : NO_BODY).toList());
    }

    List<Arrival> arrivals() {
        return arrivals;
    }

    List<Settlement> settlements() {
        return settlements;
    }

    /** The arrivals' whole bodies, if all are small enough to travel with the group; else each is empty. */
    List<byte[]> bodies() {
        return bodies;
    }

    /** How many UIDs the work is answered with. */
    int filings() {
        return arrivals.stream().mapToInt(a -> a.filings().size()).sum();
    }

    boolean isLarge() {
        return areLarge(arrivals);
    }

    /** One of them, or all of them together. */
    private static boolean areLarge(List<Arrival> arrivals) {
        return arrivals.stream().anyMatch(arrival -> arrival.body().size() > Bodies.PART)
                || arrivals.stream().mapToLong(arrival -> arrival.body().size()).sum() > MOST_BYTES;
    }

    /** What the work weighs in a group. */
    long bytes() {
        long bytes = 0;
        for (int i = 0; i < arrivals.size(); i++) {
            Arrival arrival = arrivals.get(i);
            bytes += bodies.get(i).length + arrival.envelope().length + arrival.structure().length
                    + 256L * (arrival.filings().size() + arrival.outgoing().size());
        }
        return bytes;
    }

    /** Writes the parts of all bodies. */
    void streamBodies(Connection c) throws SQLException {
        for (Arrival arrival : arrivals) {
            streamBody(c, arrival);
        }
    }

    private static void streamBody(Connection c, Arrival large) throws SQLException {
        try (InputStream in = large.body().open();
                PreparedStatement s = c.prepareStatement("INSERT INTO body_part VALUES (?, ?, ?)")) {
            byte[] part = new byte[Bodies.PART];
            long left = large.body().size();
            for (int number = 0; left > 0; number++) {
                int length = in.readNBytes(part, 0, (int) Math.min(part.length, left));
                if (length == 0) {
                    throw new IllegalStateException("the body ends " + left + " octets early");
                }
                s.setLong(1, large.id());
                s.setInt(2, number);
                s.setBytes(3, length == part.length ? part : Arrays.copyOf(part, length));
                s.executeUpdate();
                left -= length;
            }
        } catch (IOException e) {
            throw new StoreUnavailable("cannot read the body", e);
        }
    }

    /** Blocks until the work is done (false) or this caller shall lead (true). Not to be interrupted: it is decided. */
    boolean awaitTurn() {
        boolean interrupted = false;
        while (state == State.WAITS) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            caller.interrupt();
        }
        return state == State.LEADS;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    void takeLead() {
        state = State.LEADS;
        LockSupport.unpark(caller);
    }

    void succeed(List<Long> placed) {
        uids = placed;
        end();
    }

    /** Has no effect on work that is done. */
    void fail(RuntimeException why) {
        if (state != State.DONE) {
            failure = why;
            end();
        }
    }

    /** To be asked by the caller once the work is done. */
    List<Long> outcome() {
        if (failure instanceof GoneException gone) {
            throw gone;
        }
        if (failure instanceof StoreUnavailable away) {
            throw new StoreUnavailable(away.getMessage(), away); // shared by a group: each throws its own
        }
        if (failure != null) {
            throw failure;
        }
        return uids;
    }

    private void end() {
        state = State.DONE;
        LockSupport.unpark(caller);
    }

    private static byte[] bodyOf(Arrival arrival) {
        try (InputStream in = arrival.body().open()) {
            byte[] bytes = in.readNBytes((int) arrival.body().size());
            if (bytes.length != arrival.body().size()) {
                throw new IllegalStateException("the body ends early");
            }
            return bytes;
        } catch (IOException e) {
            throw new StoreUnavailable("cannot read the body", e);
        }
    }

    /** An account keeps one copy of a message, so all its mailboxes show the trace of the first. */
    private static Arrival oneTraceAnAccount(Arrival a) {
        if (a.filings().size() < 2) {
            return a;
        }
        Map<Long, byte[]> traces = new HashMap<>();
        List<Arrival.Filing> filings = new ArrayList<>(a.filings().size());
        for (Arrival.Filing f : a.filings()) {
            byte[] trace = traces.computeIfAbsent(f.account(), account -> f.trace());
            filings.add(new Arrival.Filing(f.account(), f.mailbox(), f.recipient(), trace, f.flags(), f.keywords(),
                    f.internalDate()));
        }
        return new Arrival(a.id(), a.at(), a.sender(), a.account(), a.ret(), a.envid(), a.encoding(), a.smtpUtf8(),
                a.body(), a.envelope(), a.structure(), a.messageId(), filings, a.outgoing(), a.handling(),
                a.terms());
    }
}
