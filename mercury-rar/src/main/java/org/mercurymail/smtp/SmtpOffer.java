package org.mercurymail.smtp;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mercurymail.port.Peer;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.sasl.SaslOffer;

/**
 * What a service offers on a connection as it is now, and so what it must refuse: nothing is announced that does not
 * work, and nothing that is not announced works.
 *
 * @param trusted    the client need not log in
 * @param forwarding the client is a proxy that may say whom it speaks for
 */
record SmtpOffer(SmtpService service, Peer peer, boolean loggedIn, boolean trusted,
        boolean forwarding) {

    /** RFC 2852 §2: what must be returned sooner could not be, our retries being this far apart. */
    static final Duration LEAST_BY = Duration.ofSeconds(10);

    /** The lines of the answer to EHLO (RFC 5321 §4.1.1.1); HELP is always the last. */
    List<String> capabilities() {
        List<String> words = new ArrayList<>(List.of(service.hostname() + " at your service",
                "PIPELINING", "SIZE " + service.maxSize(), "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "DSN",
                "CHUNKING", "BINARYMIME"));
        if (isRelaying()) {
            words.add("MT-PRIORITY");
            words.add("DELIVERBY " + LEAST_BY.toSeconds());
        }
        if (isHoldOffered()) { // RFC 4865 §3: the longest, and until when that is
            words.add("FUTURERELEASE " + service.longestHold().toSeconds() + " "
                    + service.clock().instant().plus(service.longestHold()).truncatedTo(ChronoUnit.SECONDS));
        }
        if (peer.secure()) {
            words.add("REQUIRETLS"); // RFC 8689 §2
        }
        words.add("LIMITS RCPTMAX=" + service.maxRecipients()); // RFC 9422; connections have no MAILMAX here
        if (service.tlsOffered() && !peer.secure()) {
            words.add("STARTTLS");
        }
        if (isLoginOffered() && !loggedIn) {
            words.add("AUTH " + sasl().words(""));
        }
        if (forwarding) {
            words.add(ForwardedClient.OFFERED);
        }
        words.add("HELP");
        return words;
    }

    /** How one may log in here. */
    SaslOffer sasl() {
        return new SaslOffer(peer, service.sasl(), true);
    }

    /** The verbs that HELP names. */
    String verbs() {
        return Arrays.stream(SmtpVerb.values()).filter(v -> v.isSpokenBy(service.kind()))
                .filter(v -> v != SmtpVerb.XCLIENT || forwarding).map(Enum::name)
                .collect(Collectors.joining(" "));
    }

    /** Why the table, or the service, forbids the verb here and now. */
    Optional<SmtpReply> unlawful(SmtpVerb verb, SmtpState state) {
        if (!verb.isSpokenBy(service.kind())) {
            return reply(500, "5.5.1", isLmtp() ? "This is LMTP: say LHLO" : "This is SMTP: " + verb + " is not known");
        }
        if (verb == SmtpVerb.XCLIENT && !forwarding) {
            return Optional.of(SmtpParser.UNKNOWN); // for others there is no such verb
        }
        if (state == SmtpState.REFUSED && verb != SmtpVerb.QUIT) {
            return reply(503, "5.5.1", "You were turned away; say QUIT"); // RFC 5321 §3.1
        }
        if (verb == SmtpVerb.STARTTLS && peer.secure()) {
            return reply(503, "5.5.1", "TLS is on already");
        }
        if (verb == SmtpVerb.STARTTLS && !service.tlsOffered()) {
            return reply(502, "5.5.1", "No TLS here");
        }
        if (verb.needsTls() && !isLoginOffered()) {
            return service.tlsOffered() ? reply(538, "5.7.11", "Say STARTTLS before you log in") // RFC 4954 §6
                    : reply(502, "5.5.1", "No login here");
        }
        if (verb.needsLogin() && service.kind() == SmtpClient.Service.SUBMISSION && !loggedIn && !trusted) {
            return reply(530, "5.7.0", isLoginOffered() ? "Log in first" : "Say STARTTLS and log in first");
        }
        if (!verb.isLawfulIn(state)) {
            return reply(503, "5.5.1", state == SmtpState.GREETED ? "Say " + (isLmtp() ? "LHLO" : "EHLO") + " first"
                    : verb + " is out of order here");
        }
        return Optional.empty();
    }

    /** It may be sent on, later or sooner than other mail. What LMTP brings is filed at once. */
    boolean isRelaying() {
        return !isLmtp();
    }

    /** RFC 4865 §4.2, 2: for submission, by clients that we know. */
    boolean isHoldOffered() {
        return service.kind() == SmtpClient.Service.SUBMISSION && !service.longestHold().isZero();
    }

    /** RFC 6710 §4.1: who may say that his message is more urgent than that of others. */
    boolean mayHurry() {
        return loggedIn || trusted;
    }

    private boolean isLoginOffered() {
        return !isLmtp() && (peer.secure() || service.plainLogin().test(peer));
    }

    private boolean isLmtp() {
        return service.kind() == SmtpClient.Service.LMTP;
    }

    private static Optional<SmtpReply> reply(int code, String enhanced, String text) {
        return Optional.of(SmtpReply.of(code, enhanced, text));
    }
}
