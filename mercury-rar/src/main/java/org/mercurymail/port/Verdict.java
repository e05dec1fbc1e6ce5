package org.mercurymail.port;

import org.mercurymail.mail.Status;

/**
 * What the application says to a step of a transaction. The peer hears {@link #status} only; the reason goes to the
 * log.
 */
public sealed interface Verdict {

    Status status();

    /** Go on. */
    record Accept(Status status) implements Verdict { }

    /** Not now: a 4yz status. */
    record TryLater(Status status, String reason) implements Verdict { }

    /** No: a 5yz status. */
    record Refuse(Status status, String reason) implements Verdict { }

    static Verdict accept(int reply, String enhanced, String text) {
        return new Accept(new Status(reply, enhanced, text));
    }

    static Verdict refuse(int reply, String enhanced, String text, String reason) {
        return new Refuse(new Status(reply, enhanced, text), reason);
    }

    static Verdict tryLater(int reply, String enhanced, String text, String reason) {
        return new TryLater(new Status(reply, enhanced, text), reason);
    }

    default boolean isAccept() {
        return this instanceof Accept;
    }
}
