package org.mercurymail.imap;

import java.util.List;
import java.util.Optional;
import org.mercurymail.port.Spool;

/**
 * One whole command as it came: its text, with each literal's announcement and line end left in it, and the literals
 * beside it in their order.
 *
 * @param text without the last line end
 */
record CommandFrame(byte[] text, List<Literal> literals) {

    /**
     * The octets of a literal: in memory, or in a spool for a message.
     *
     * @param bytes empty when there is a spool
     */
    record Literal(byte[] bytes, Optional<Spool> spool) { }

    /** Frees the spools of a command that will not be carried out. */
    void discard() {
        literals.forEach(literal -> literal.spool().ifPresent(Spool::close));
    }
}
