package org.mercurymail.store;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Arrivals for tests. */
final class Messages {

    static final Instant AT = Instant.parse("2026-11-24T10:00:00.123Z");
    static final byte[] TRACE = "Return-Path: <a@b.test>\r\n".getBytes();

    private static final AtomicLong IDS = new AtomicLong(System.currentTimeMillis() << 20);

    private Messages() { }

    static Arrival.Bytes bytes(byte[] body) {
        return new Arrival.Bytes() {
            @Override
            public long size() {
                return body.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(body);
            }
        };
    }

    static Arrival arrival(byte[] body, List<Arrival.Filing> filings, List<Arrival.Outgoing> outgoing) {
        return new Arrival(IDS.incrementAndGet(), AT, "a@b.test", 0, "FULL", "env1", "8BITMIME", false, bytes(body),
                new byte[] {1, 2}, new byte[] {3, 4, 5}, "<1@b.test>", filings, outgoing);
    }

    static Arrival to(AccountRow account, long mailbox, byte[] body) {
        return arrival(body, List.of(filing(account, mailbox, 0)), List.of());
    }

    static Arrival.Filing filing(AccountRow account, long mailbox, int flags, String... keywords) {
        return new Arrival.Filing(account.id(), mailbox, account.address(), TRACE, flags, List.of(keywords), AT);
    }

    static Arrival.Outgoing outgoing(String address, Instant due) {
        return new Arrival.Outgoing(address, address.substring(address.indexOf('@') + 1), "FAILURE",
                "rfc822;" + address, due);
    }
}
