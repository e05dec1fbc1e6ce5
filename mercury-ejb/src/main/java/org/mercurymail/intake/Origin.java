package org.mercurymail.intake;

import java.net.InetAddress;
import java.util.Optional;
import org.mercurymail.port.Login;
import org.mercurymail.port.SmtpClient;

/** Who hands a message over. */
public sealed interface Origin {

    /** A client of an SMTP or LMTP listener; its sender was checked at MAIL. */
    record Wire(SmtpClient client) implements Origin { }

    /**
     * Somebody who is logged in to a service of ours.
     *
     * @param service {@code webmail}, {@code rest} and their like, for the Received field and the log
     * @param from    where the person sits, when that is known
     */
    record Application(Login.Granted who, String service, Optional<InetAddress> from) implements Origin { }

    /** An application that could put a file into a directory which only the trusted can write: all senders of ours. */
    record Directory() implements Origin { }

    /**
     * Mail of ours that another server kept for us; it is ours by contract, not by what its header says.
     *
     * @param server where it was collected
     */
    record Collected(String server) implements Origin { }

    /** Somebody of ours some time ago: the message was held as its sender asked. */
    record Held(long account) implements Origin { }

    /** Mercury itself, with a report. */
    record Mercury() implements Origin { }

    /** One of ours made the message: Mercury completes its header (RFC 6409 §8). */
    default boolean isSubmission() {
        return login().isPresent() || this instanceof Directory || this instanceof Held
                || this instanceof Wire wire && wire.client.service() == SmtpClient.Service.SUBMISSION;
    }

    /** The login behind it. */
    default Optional<Login.Granted> login() {
        if (this instanceof Wire wire) {
            return wire.client.login();
        }
        return this instanceof Application application ? Optional.of(application.who) : Optional.empty();
    }

    /** The account behind it, 0 for nobody's. */
    default long account() {
        return this instanceof Held held ? held.account : login().map(Login.Granted::account).orElse(0L);
    }

    /** The connection, service or part of Mercury, for the log. */
    default String name() {
        if (this instanceof Wire wire) {
            return wire.client.peer().connection();
        }
        if (this instanceof Application application) {
            return application.service;
        }
        return this instanceof Directory ? "maildrop" : this instanceof Collected ? "collector"
                : this instanceof Held ? "hold" : "mercury";
    }

    /** Whose keys its messages have: two logins may use the same one. */
    default String scope() {
        return login().map(who -> "account " + who.account()).orElse(name());
    }

    /** It may bring what was delivered before: one's own old mail, or what a provider had delivered to its mailbox. */
    default boolean mayComeAgain() {
        return login().isPresent() || this instanceof Directory || this instanceof Collected || this instanceof Held;
    }
}
