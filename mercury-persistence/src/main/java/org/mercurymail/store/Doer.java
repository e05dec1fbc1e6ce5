package org.mercurymail.store;

/**
 * Who changes something, for the audit log.
 *
 * @param account its number; 0 when none is behind it
 * @param name    its address at this moment
 * @param via     the way the wish came in
 */
public record Doer(long account, String name, String via) {

    /** The application itself. */
    public static final Doer MERCURY = new Doer(0, "mercury", "mercury");
}
