package org.mercurymail.imap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.mercurymail.port.Spool;

/**
 * Takes whole commands out of arriving bytes, literals and all (RFC 9051 §4.3, RFC 7888), in pieces of any size. The
 * text of a command is bounded, so are its literals in memory; a message goes to a spool. What is too large is
 * refused before it is sent or, where the client does not wait, passed over, so that the next command is found.
 */
final class CommandTaker {

    /** Octets of a command's text, literals not counted. */
    static final int MAX_TEXT = 64 << 10;

    private static final int MAX_LITERALS = 10_000;
    private static final int LONGEST_MARKER = 16; // ~{4294967295+}

    /** Where a literal goes. */
    enum Place { MEMORY, SPOOL, NOWHERE }

    /** Decides about a literal before it is read, seeing the command up to its announcement. */
    @FunctionalInterface
    interface Rule {
        Place place(CommandFrame soFar, long size);
    }

    /** What has come of the bytes. */
    sealed interface Taken {

        /** Nothing whole yet. */
        record More() implements Taken { }

        /** The client waits to be told to send a literal. */
        record GoOn() implements Taken { }

        record Whole(CommandFrame frame) implements Taken { }

        /** A command was refused for its size and has been passed over; its beginning, for the tag. */
        record TooBig(byte[] beginning, boolean spoolFailed) implements Taken { }

        /** The client sends more than will be passed over: there is no way back to a command. */
        record Hopeless() implements Taken { }
    }

    private static final Taken MORE = new Taken.More();
    private static final byte[] NOTHING = new byte[0];

    private final Rule rule;
    private final Supplier<Spool> spools;
    private final LongSupplier mostPassedOver;

    private byte[] text = NOTHING;
    private int length;
    private int lineStart;
    private List<CommandFrame.Literal> literals = new ArrayList<>(0);
    private boolean refused;
    private boolean spoolFailed;
    private boolean overflowed;
    private final byte[] tail = new byte[LONGEST_MARKER]; // the end of a line too long to be kept
    private int tailLength;

    private long literalLeft;
    private byte[] memory = NOTHING;
    private int memoryLength;
    private Optional<Spool> spool = Optional.empty();
    private long spooled; // octets of this command's messages

    /**
     * @param rule           says where each literal goes
     * @param mostPassedOver octets of a refused literal that are read and thrown away at the most
     */
    CommandTaker(Rule rule, Supplier<Spool> spools, LongSupplier mostPassedOver) {
        this.rule = rule;
        this.spools = spools;
        this.mostPassedOver = mostPassedOver;
    }

    Taken take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (literalLeft > 0) {
                takeLiteral(bytes);
                continue;
            }
            byte b = bytes.get();
            keep(b);
            if (b == '\n') { // a CR before it is not asked for: some clients, and people with telnet, send none
                Taken taken = lineEnded();
                if (taken != MORE) {
                    return taken;
                }
            }
        }
        return MORE;
    }

    /** The next line without its end, for what is no command: IDLE's end, an answer to AUTHENTICATE. */
    Optional<byte[]> takeLine(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            keep(b);
            if (b == '\n') {
                int end = length - 1;
                end -= end > 0 && text[end - 1] == '\r' ? 1 : 0;
                byte[] line = Arrays.copyOf(text, end);
                reset();
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /** Lets go of a command that was begun: the connection is gone. */
    void discard() {
        spool.ifPresent(Spool::close);
        literals.forEach(literal -> literal.spool().ifPresent(Spool::close));
        reset();
    }

    private void keep(byte b) {
        if (length < MAX_TEXT) {
            if (length == text.length) {
                text = Arrays.copyOf(text, Math.min(MAX_TEXT, Math.max(128, length * 2)));
            }
            text[length++] = b;
            return;
        }
        overflowed = true;
        refused = true;
        if (tailLength == tail.length) {
            System.arraycopy(tail, 1, tail, 0, tail.length - 1);
            tailLength--;
        }
        tail[tailLength++] = b;
    }

    private Taken lineEnded() {
        Marker marker = overflowed && tailLength == tail.length
                ? Marker.atEndOf(tail, 0, tailLength)
                : overflowed ? Marker.atEndOf(joined(), 0, LONGEST_MARKER + tailLength)
                : Marker.atEndOf(text, lineStart, length);
        if (marker == Marker.NONE) {
            return finished();
        }
        return begin(marker);
    }

    /** The end of the kept text and what came behind it. */
    private byte[] joined() {
        byte[] both = Arrays.copyOf(Arrays.copyOfRange(text, length - LONGEST_MARKER, length),
                LONGEST_MARKER + tailLength);
        System.arraycopy(tail, 0, both, LONGEST_MARKER, tailLength);
        return both;
    }

    private Taken begin(Marker marker) {
        Place place = refused || literals.size() == MAX_LITERALS ? Place.NOWHERE
                : rule.place(new CommandFrame(Arrays.copyOf(text, length), List.copyOf(literals)), marker.size);
        if (place == Place.NOWHERE) {
            refused = true;
            if (marker.waits) {
                return finished(); // RFC 9051 §4.3: refused, and so the command is over
            }
            if (marker.size > mostPassedOver.getAsLong()) {
                discard();
                return new Taken.Hopeless();
            }
        }
        if (place == Place.SPOOL) {
            spool = Optional.of(spools.get());
        }
        memory = place == Place.MEMORY ? new byte[(int) marker.size] : NOTHING;
        memoryLength = 0;
        literalLeft = marker.size;
        if (literalLeft == 0) {
            literalEnded();
        }
        return marker.waits ? new Taken.GoOn() : MORE;
    }

    private void takeLiteral(ByteBuffer bytes) {
        int n = (int) Math.min(literalLeft, bytes.remaining());
        if (spool.isPresent() && !refused) {
            ByteBuffer piece = bytes.slice(bytes.position(), n);
            try {
                spool.get().write(piece);
            } catch (IOException full) {
                spoolFailed = true;
                refused = true;
            }
            bytes.position(bytes.position() + n);
        } else if (refused) {
            bytes.position(bytes.position() + n);
        } else {
            bytes.get(memory, memoryLength, n);
            memoryLength += n;
        }
        literalLeft -= n;
        if (literalLeft == 0) {
            literalEnded();
        }
    }

    private void literalEnded() {
        spool.ifPresent(this::weigh);
        literals.add(new CommandFrame.Literal(memory, spool));
        memory = NOTHING;
        spool = Optional.empty();
        lineStart = length;
        tailLength = 0;
    }

    /** The messages of one command share the memory that one may take. */
    private void weigh(Spool message) {
        spooled += message.size();
        try {
            if (spooled > Spool.MEMORY_LIMIT) {
                message.leaveMemory();
            }
        } catch (IOException full) {
            spoolFailed = true;
            refused = true;
        }
    }

    private Taken finished() {
        if (refused) {
            Taken taken = new Taken.TooBig(Arrays.copyOf(text, Math.min(length, 1024)), spoolFailed);
            discard();
            return taken;
        }
        int end = length - 1;
        end -= end > lineStart && text[end - 1] == '\r' ? 1 : 0;
        CommandFrame frame = new CommandFrame(Arrays.copyOf(text, end), literals);
        reset();
        return new Taken.Whole(frame);
    }

    private void reset() {
        text = NOTHING; // an idle connection keeps no buffer
        length = 0;
        lineStart = 0;
        literals = new ArrayList<>(0);
        refused = false;
        spoolFailed = false;
        overflowed = false;
        tailLength = 0;
        literalLeft = 0;
        spooled = 0;
        memory = NOTHING;
        spool = Optional.empty();
    }

    /** The announcement of a literal, {@code {12}} or {@code {12+}}, at the end of a line. */
    private record Marker(long size, boolean waits) {

        static final Marker NONE = new Marker(-1, false);

        static Marker atEndOf(byte[] bytes, int from, int length) {
            int at = length - 2;
            at -= at >= from && bytes[at] == '\r' ? 1 : 0;
            if (at < from || bytes[at--] != '}') {
                return NONE;
            }
            boolean waits = at < from || bytes[at] != '+' && bytes[at] != '-';
            at -= waits ? 0 : 1;
            int last = at;
            while (at >= from && bytes[at] >= '0' && bytes[at] <= '9') {
                at--;
            }
            if (at < from || bytes[at] != '{' || at == last || last - at > 10) {
                return NONE;
            }
            return new Marker(Long.parseLong(new String(bytes, at + 1, last - at, StandardCharsets.US_ASCII)), waits);
        }
    }
}
