package org.mercurymail.collect;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Why a visit did not take everything over: a code, and the values that its words need. The words themselves, in every
 * language, are the web tier's.
 */
public record Trouble(Kind kind, List<String> values) {

    /** What can go wrong, each with what its values are. */
    public enum Kind {
        ACCOUNT_GONE,
        SECRET_UNREADABLE,
        /** The server's words. */
        LOGIN_REFUSED,
        /** The SHA-256 fingerprint that was shown, and why it is not trusted. */
        CERTIFICATE_REFUSED,
        NO_STLS,
        /** The reason. */
        UNAVAILABLE,
        /** The server's words, or what was wrong with them. */
        NOT_POP3,
        /** Seconds. */
        TOO_SLOW,
        BROKEN,
        /** From here on the visit was made and left messages there: their number; and the octets that are taken. */
        STAYS_LARGE,
        STAYS_NAMELESS,
        /** And what was said of the last. */
        STAYS_REFUSED,
        /** The last visit broke off at one. */
        STAYS_STUMBLED;

        /** As REST and the names of the texts have it. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Kind of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    static Trouble of(Kind kind, Object... values) {
        return new Trouble(kind, Arrays.stream(values).map(String::valueOf).toList());
    }
}
