package org.mercurymail.smtp;

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
 * @param trusted the client need not log in
 */
record SmtpOffer(SmtpService service, Peer peer, boolean loggedIn, boolean trusted) {

    /** The lines of the answer to EHLO (RFC 5321 §4.1.1.1); HELP is always the last. */
    List<String> capabilities() {
        List<String> words = new ArrayList<>(List.of(service.hostname() + " at your service",
                "PIPELINING", "SIZE " + service.maxSize(), "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "DSN",
                "CHUNKING", "BINARYMIME", "LIMITS RCPTMAX=" + service.maxRecipients()));
        if (service.tlsOffered() && !peer.secure()) {
            words.add("STARTTLS");
        }
        if (isLoginOffered() && !loggedIn) {
            words.add("AUTH " + sasl().words(""));
        }
        words.add("HELP");
        return words;
    }

    /** How one may log in here. */
    SaslOffer sasl() {
        return new SaslOffer(peer, service.tokens(), true);
    }

    /** The verbs that HELP names. */
    String verbs() {
        return Arrays.stream(SmtpVerb.values()).filter(v -> v.isSpokenBy(service.kind())).map(Enum::name)
                .collect(Collectors.joining(" "));
    }

    /** Why the table, or the service, forbids the verb here and now. */
    Optional<SmtpReply> unlawful(SmtpVerb verb, SmtpState state) {
        if (!verb.isSpokenBy(service.kind())) {
            return reply(500, "5.5.1", isLmtp() ? "This is LMTP: say LHLO" : "This is SMTP: " + verb + " is not known");
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

    private boolean isLoginOffered() {
        return !isLmtp() && (peer.secure() || service.plainLoginWithoutTls());
    }

    private boolean isLmtp() {
        return service.kind() == SmtpClient.Service.LMTP;
    }

    private static Optional<SmtpReply> reply(int code, String enhanced, String text) {
        return Optional.of(SmtpReply.of(code, enhanced, text));
    }
}
