package org.mercurymail.smtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.mercurymail.port.Spool;

/**
 * A message while it arrives: kept in a spool as long as nothing is wrong with it, counted and thrown away from then
 * on, because the client must be heard to the end (RFC 5321 §4.5.3.1.9, RFC 1870 §6.3).
 */
final class IncomingBody implements DotDecoder.Sink {

    static final SmtpReply TOO_BIG = SmtpReply.of(552, "5.3.4", "The message is larger than this server takes");
    private static final SmtpReply BARE =
            SmtpReply.of(550, "5.6.0", "Lines must end with CRLF; this message has a bare CR or LF");
    private static final SmtpReply NO_ROOM = SmtpReply.of(452, "4.3.1", "No room for the message now, try later");

    private final Spool spool;
    private final long limit;
    private Optional<SmtpReply> fault = Optional.empty();
    private final DotDecoder dots = new DotDecoder();
    private boolean afterCr;

    IncomingBody(Spool spool, long limit) {
        this.spool = spool;
        this.limit = limit;
    }

    @Override
    public void write(ByteBuffer range) {
        if (fault.isPresent()) {
            return;
        }
        if (spool.size() + range.remaining() > limit) {
            fail(TOO_BIG);
            return;
        }
        try {
            spool.write(range);
        } catch (IOException fullOrBroken) {
            fail(NO_ROOM);
        }
    }

    /** Takes what belongs to DATA. @return true when it has ended */
    boolean data(ByteBuffer bytes) {
        boolean ended = dots.take(bytes, this);
        if (ended && dots.sawBare()) {
            bare();
        }
        return ended;
    }

    /**
     * Takes a piece of a BDAT chunk. Without BINARYMIME the chunks make up lines all the same (RFC 3030 §2), and a
     * bare CR or LF would be ambiguous when the message goes on by DATA.
     */
    void chunk(ByteBuffer range, boolean binary) {
        int i = range.position();
        while (!binary && i < range.limit() && fault.isEmpty()) {
            i = afterCr ? i : Breaks.next(range, i, range.limit());
            if (i == range.limit()) {
                break;
            }
            byte b = range.get(i++);
            if ((b == '\n') != afterCr) {
                bare();
            }
            afterCr = b == '\r';
        }
        write(range);
    }

    /** The last chunk was that. */
    void ended() {
        if (afterCr) {
            bare();
        }
    }

    /** A CR or LF stood alone where only lines are lawful (RFC 5321 §2.3.8). */
    void bare() {
        if (fault.isEmpty()) {
            fail(BARE);
        }
    }

    /** Why the message cannot be taken. */
    Optional<SmtpReply> fault() {
        return fault;
    }

    /** The message; its user closes it. */
    Spool spool() {
        return spool;
    }

    void close() {
        spool.close();
    }

    private void fail(SmtpReply reply) {
        fault = Optional.of(reply);
        close();
    }
}
