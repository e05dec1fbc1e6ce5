package org.mercurymail.store;

/**
 * What whoever hands a message over asks for, beside its envelope.
 *
 * @param key         what makes handing it over twice harmless, empty for none: {@link SubmittedBefore}
 * @param priority    how urgent it is to be sent on, from 0 to 9 as JMS has it
 * @param answerTo    the broker's queue where the outcome of each recipient is to be told, empty for none
 * @param correlation what those answers are correlated by
 */
public record Handling(String key, int priority, String answerTo, String correlation) {

    /** The priority of what nobody said anything about. */
    public static final int NORMAL = 4;

    /** As any message. */
    public static final Handling PLAIN = new Handling("", NORMAL, "", "");

    /** The same under another key. */
    public Handling under(String newKey) {
        return new Handling(newKey, priority, answerTo, correlation);
    }

    /** The same, and nobody is told. */
    public Handling untold() {
        return new Handling(key, priority, "", "");
    }

    /** The same, so urgent. */
    public Handling urgent(int newPriority) {
        return new Handling(key, newPriority, answerTo, correlation);
    }

    public boolean isTold() {
        return !answerTo.isEmpty();
    }
}
