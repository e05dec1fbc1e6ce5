package org.mercurymail.store;

/**
 * What became of one recipient, to be told to who asked.
 *
 * @param state   delivered, failed or cancelled
 * @param reply   what the other server said, empty when it was not asked
 * @param waiting how many recipients of the message were not settled then
 */
public record OutcomeRow(long message, String answerTo, String correlation, String address, String state, String reply,
        int waiting) { }
