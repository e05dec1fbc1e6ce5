package org.mercurymail.web.mail;

/** Reads message numbers that a browser sends. */
final class Uids {

    private Uids() { }

    /** 0 for what is no UID (RFC 9051 §2.3.1.1). */
    static long parse(String text) {
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException nonsense) {
            return 0;
        }
    }
}
