package org.mercurymail.imap;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The whole protocol on one screen: every command, the states in which it is lawful, and where it is written. The
 * {@code UID} forms (RFC 9051 §6.4.9) are flags of the commands they prefix.
 */
public enum ImapVerb {

    CAPABILITY(From.GREETING, "9051 §6.1.1"),
    NOOP(From.GREETING, "9051 §6.1.2"),
    LOGOUT(From.GREETING, "9051 §6.1.3"),
    ID(From.GREETING, "2971 §3.1"),

    STARTTLS(From.BEFORE_LOGIN, "9051 §6.2.1"),
    AUTHENTICATE(From.BEFORE_LOGIN, "9051 §6.2.2"),
    LOGIN(From.BEFORE_LOGIN, "9051 §6.2.3"),

    ENABLE(From.LOGIN, "9051 §6.3.1"),
    SELECT(From.LOGIN, "9051 §6.3.2"),
    EXAMINE(From.LOGIN, "9051 §6.3.3"),
    CREATE(From.LOGIN, "9051 §6.3.4"),
    DELETE(From.LOGIN, "9051 §6.3.5"),
    RENAME(From.LOGIN, "9051 §6.3.6"),
    SUBSCRIBE(From.LOGIN, "9051 §6.3.7"),
    UNSUBSCRIBE(From.LOGIN, "9051 §6.3.8"),
    LIST(From.LOGIN, "9051 §6.3.9"),
    LSUB(From.LOGIN, "3501 §6.3.9"),
    NAMESPACE(From.LOGIN, "9051 §6.3.10"),
    STATUS(From.LOGIN, "9051 §6.3.11"),
    APPEND(From.LOGIN, "9051 §6.3.12"),
    GETQUOTA(From.LOGIN, "9208 §4.1.1"),
    GETQUOTAROOT(From.LOGIN, "9208 §4.1.2"),
    SETQUOTA(From.LOGIN, "9208 §4.1.3"),
    SETACL(From.LOGIN, "4314 §3.1"),
    DELETEACL(From.LOGIN, "4314 §3.2"),
    GETACL(From.LOGIN, "4314 §3.3"),
    LISTRIGHTS(From.LOGIN, "4314 §3.4"),
    MYRIGHTS(From.LOGIN, "4314 §3.5"),
    GETMETADATA(From.LOGIN, "5464 §4.2"),
    SETMETADATA(From.LOGIN, "5464 §4.3"),
    IDLE(From.LOGIN, "9051 §6.3.13"),
    COMPRESS(From.LOGIN, "4978 §3"),

    CHECK(From.SELECT, "3501 §6.4.1"),
    CLOSE(From.SELECT, "9051 §6.4.1"),
    UNSELECT(From.SELECT, "9051 §6.4.2"),
    EXPUNGE(From.SELECT, "9051 §6.4.3", true),
    SEARCH(From.SELECT, "9051 §6.4.4", true),
    FETCH(From.SELECT, "9051 §6.4.5", true),
    STORE(From.SELECT, "9051 §6.4.6", true),
    COPY(From.SELECT, "9051 §6.4.7", true),
    MOVE(From.SELECT, "9051 §6.4.8", true),
    REPLACE(From.SELECT, "8508 §3", true),
    SORT(From.SELECT, "5256 §3", true),
    THREAD(From.SELECT, "5256 §3", true);

    /** From when on, and for BEFORE_LOGIN until when, a command is lawful. */
    enum From { GREETING, BEFORE_LOGIN, LOGIN, SELECT }

    private static final Map<String, ImapVerb> BY_NAME = new HashMap<>();

    static {
        for (ImapVerb verb : values()) {
            BY_NAME.put(verb.name(), verb);
        }
    }

    private final From from;
    private final String section;
    private final boolean byUid;

    ImapVerb(From from, String section) {
        this(from, section, false);
    }

    ImapVerb(From from, String section, boolean byUid) {
        this.from = from;
        this.section = section;
        this.byUid = byUid;
    }

    /** The command of that name in any case, without its {@code UID} prefix. */
    static Optional<ImapVerb> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toUpperCase(Locale.ROOT)));
    }

    boolean isLawful(boolean loggedIn, boolean selected) {
        return switch (from) {
            case GREETING -> true;
            case BEFORE_LOGIN -> !loggedIn;
            case LOGIN -> loggedIn;
            case SELECT -> selected;
        };
    }

    /** True when {@code UID} may stand before it. */
    boolean takesUid() {
        return byUid;
    }

    /** The RFC and section that define it. */
    public String section() {
        return section;
    }
}
