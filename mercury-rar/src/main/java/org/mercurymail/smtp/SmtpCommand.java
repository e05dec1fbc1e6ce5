package org.mercurymail.smtp;

import java.util.Optional;
import java.util.Set;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;

/** One command line, read. Says nothing of whether it is lawful now: that is the session's and the table's. */
public sealed interface SmtpCommand extends SmtpLine {

    SmtpVerb verb();

    /**
     * EHLO, HELO or LHLO.
     *
     * @param name what the client calls itself, fit for a Received field
     */
    record Hello(SmtpVerb verb, String name) implements SmtpCommand { }

    /** @param initial the initial response, still in base64 (RFC 4954 §4) */
    record Auth(String mechanism, Optional<String> initial) implements SmtpCommand {
        @Override
        public SmtpVerb verb() {
            return SmtpVerb.AUTH;
        }

        @Override
        public String toString() {
            return "AUTH " + mechanism; // never the secret
        }
    }

    /**
     * @param envelope without its terms: {@code asked} becomes them when it is known what is offered, and when it is
     * @param size     octets declared, 0 when SIZE was not given (RFC 1870 §6)
     */
    record Mail(Envelope envelope, long size, AskedTerms asked) implements SmtpCommand {
        @Override
        public SmtpVerb verb() {
            return SmtpVerb.MAIL;
        }
    }

    /**
     * @param address  empty for {@code <Postmaster>} without a domain (RFC 5321 §4.1.1.3)
     * @param utf8     the path was not ASCII
     * @param notifyOn NOTIFY, empty when not given
     * @param original ORCPT
     */
    record Rcpt(Optional<Address> address, boolean utf8, Set<Recipient.Notify> notifyOn, Optional<String> original)
            implements SmtpCommand {
        @Override
        public SmtpVerb verb() {
            return SmtpVerb.RCPT;
        }
    }

    record Xclient(ForwardedClient client) implements SmtpCommand {
        @Override
        public SmtpVerb verb() {
            return SmtpVerb.XCLIENT;
        }
    }

    /** A chunk of so many octets follows the line (RFC 3030 §2). */
    record Bdat(long size, boolean last) implements SmtpCommand {
        @Override
        public SmtpVerb verb() {
            return SmtpVerb.BDAT;
        }
    }

    /** Every verb whose argument, if it has one, needs no reading. */
    record Simple(SmtpVerb verb, String argument) implements SmtpCommand { }
}
