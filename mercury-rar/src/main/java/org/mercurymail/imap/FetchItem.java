package org.mercurymail.imap;

import java.util.List;
import java.util.Optional;

/**
 * One data item of FETCH (RFC 9051 §6.4.5, RFC 3516, RFC 7162, RFC 8474, RFC 8514, RFC 8970), as asked for. Items are answered
 * in the order they were asked in.
 */
sealed interface FetchItem {

    /** Items without parameters. */
    enum Plain implements FetchItem {
        UID, FLAGS, MODSEQ, INTERNALDATE, RFC822_SIZE("RFC822.SIZE"), ENVELOPE, BODY, BODYSTRUCTURE, EMAILID, THREADID,
        PREVIEW, SAVEDATE;

        private final String label;

        Plain() {
            this.label = name();
        }

        Plain(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** What of a part is meant. CONTENT is the part itself, or with no part number the whole message. */
    enum Text { CONTENT, HEADER, FIELDS, FIELDS_NOT, TEXT, MIME }

    /** Some octets of a section, {@code <from.length>}. */
    record Partial(long from, long length) { }

    /**
     * Octets of the message.
     *
     * @param label   how the answer calls it, without its partial
     * @param path    part numbers, empty for the message itself
     * @param fields  header field names of FIELDS and FIELDS_NOT
     * @param seen    reading it sets {@code \Seen}
     */
    record Section(String label, List<Integer> path, Text text, List<String> fields, Optional<Partial> partial,
            boolean seen) implements FetchItem { }

    /** A part with its transfer encoding undone, or with {@code sizeOnly} only its size (RFC 9051 §6.4.5). */
    record Binary(String label, List<Integer> path, Optional<Partial> partial, boolean sizeOnly, boolean seen)
            implements FetchItem { }

    /** True when the snapshot alone can answer. */
    default boolean isFromSnapshot() {
        return this == Plain.UID || this == Plain.FLAGS || this == Plain.MODSEQ;
    }

    /** True when asking for it sets {@code \Seen}. */
    default boolean setsSeen() {
        return this instanceof Section section && section.seen || this instanceof Binary binary && binary.seen;
    }
}
