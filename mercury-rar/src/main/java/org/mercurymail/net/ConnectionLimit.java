package org.mercurymail.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections may be open at once, in all and from one address (for IPv6 from one /64, which is one
 * customer). Counts only what it admitted.
 */
public final class ConnectionLimit {

    private final int total;
    private final int perAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<Origin, Integer> origins = new ConcurrentHashMap<>();

    /** The part of an address that is counted as one. */
    private record Origin(int hash, byte[] prefix) {

        static Origin of(InetAddress address) {
            byte[] bytes = address.getAddress();
            byte[] prefix = address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes;
            return new Origin(Arrays.hashCode(prefix), prefix);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Origin that && Arrays.equals(prefix, that.prefix);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    public ConnectionLimit(int total, int perAddress) {
        this.total = total;
        this.perAddress = perAddress;
    }

    /** True when one more may come in; then {@link #leave} must follow. */
    boolean admit(InetAddress address) {
        if (open.incrementAndGet() > total) {
            open.decrementAndGet();
            return false;
        }
        if (origins.merge(Origin.of(address), 1, Integer::sum) > perAddress) {
            leave(address);
            return false;
        }
        return true;
    }

    void leave(InetAddress address) {
        origins.computeIfPresent(Origin.of(address), (origin, count) -> count == 1 ? null : count - 1);
        open.decrementAndGet();
    }

    /** Connections open now. */
    public int open() {
        return open.get();
    }
}
