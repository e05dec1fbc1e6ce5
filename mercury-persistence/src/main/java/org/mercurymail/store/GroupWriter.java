package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Makes messages and outcomes durable. */
@ApplicationScoped
public class GroupWriter {

    /** Blocks until durable; answers one UID for each filing, in order. */
    public List<Long> write(Arrival arrival) {
        return write(Optional.of(arrival), List.of());
    }

    /** Blocks until durable. */
    public void write(List<Settlement> settlements) {
        write(Optional.empty(), settlements);
    }

    /** Both in one commit. */
    public List<Long> write(Optional<Arrival> arrival, List<Settlement> settlements) {
        throw new UnsupportedOperationException();
    }
}
