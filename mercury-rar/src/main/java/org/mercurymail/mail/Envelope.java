package org.mercurymail.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What SMTP says about a message outside the message (RFC 5321 §2.3.1): who sent it, who gets it, how it may travel.
 *
 * @param sender     the reverse-path; empty for {@code <>}, the sender of reports
 * @param recipients in the order they were given
 * @param encoding   BODY= of MAIL (RFC 6152, RFC 3030)
 * @param smtpUtf8   the message needs SMTPUTF8 (RFC 6531)
 * @param ret        RET= of MAIL (RFC 3461 §4.3)
 * @param envid      ENVID= of MAIL, as xtext (RFC 3461 §4.4)
 * @param terms      what else MAIL asked for
 */
public record Envelope(Optional<Address> sender, List<Recipient> recipients, Encoding encoding, boolean smtpUtf8,
        Ret ret, Optional<String> envid, Terms terms) {

    /** What BODY= may say. */
    public enum Encoding { SEVENBIT, EIGHTBITMIME, BINARYMIME }

    /** How much of the message a report returns: what RET= asked, or UNSAID. */
    public enum Ret { UNSAID, FULL, HDRS }

    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** An envelope whose sender asked for nothing else. */
    public Envelope(Optional<Address> sender, List<Recipient> recipients, Encoding encoding, boolean smtpUtf8, Ret ret,
            Optional<String> envid) {
        this(sender, recipients, encoding, smtpUtf8, ret, envid, Terms.NONE);
    }

    /** An envelope without parameters, as an application or a report makes it. */
    public static Envelope of(Optional<Address> sender, List<Address> recipients) {
        return new Envelope(sender, recipients.stream().map(Recipient::of).toList(), Encoding.EIGHTBITMIME, false,
                Ret.UNSAID, Optional.empty());
    }

    /** The same envelope with one more recipient. */
    public Envelope with(Recipient recipient) {
        List<Recipient> more = new ArrayList<>(recipients);
        more.add(recipient);
        return withOnly(more);
    }

    /** The same envelope for these recipients alone. */
    public Envelope withOnly(List<Recipient> some) {
        return new Envelope(sender, some, encoding, smtpUtf8, ret, envid, terms);
    }

    /** The same envelope on these terms. */
    public Envelope on(Terms others) {
        return new Envelope(sender, recipients, encoding, smtpUtf8, ret, envid, others);
    }
}
