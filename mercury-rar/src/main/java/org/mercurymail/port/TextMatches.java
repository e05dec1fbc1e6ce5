package org.mercurymail.port;

import org.mercurymail.mail.NumberSet;

/**
 * What the index of texts says of the messages of a mailbox; of all others, that they do not match.
 *
 * @param sure UIDs of messages that match
 * @param open UIDs of messages that have to be read: not indexed yet, not as a whole, or found by an approximation;
 *             some may be among the sure ones too
 */
public record TextMatches(NumberSet sure, NumberSet open) {

    /** What is searched. */
    public enum Place {
        /** The text parts, and messages inside the message; what is found is sure. */
        BODY,
        /** The same and the header. */
        TEXT,
        /** The fields that {@code mime.Summary} has; what is found is never sure. */
        SUMMARY,
        /** Lines of the header, {@code Name: text}; what is found is never sure. */
        HEADER
    }
}
