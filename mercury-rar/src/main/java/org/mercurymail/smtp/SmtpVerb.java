package org.mercurymail.smtp;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mercurymail.port.SmtpClient;

/** The verbs of SMTP and LMTP, the whole protocol as one table. Knows no session. */
public enum SmtpVerb {

    //       spoken in     lawful when                                 TLS    login  last   where it stands
    EHLO(    Spoken.SMTP,  Lawful.GREETED,                             false, false, true,  "RFC 5321 §4.1.1.1"),
    HELO(    Spoken.SMTP,  Lawful.GREETED,                             false, false, true,  "RFC 5321 §4.1.1.1"),
    LHLO(    Spoken.LMTP,  Lawful.GREETED,                             false, false, true,  "RFC 2033 §4.1"),
    STARTTLS(Spoken.BOTH,  EnumSet.of(SmtpState.READY),                false, false, true,  "RFC 3207 §4"),
    AUTH(    Spoken.SMTP,  EnumSet.of(SmtpState.READY),                true,  false, true,  "RFC 4954 §4"),
    MAIL(    Spoken.BOTH,  EnumSet.of(SmtpState.READY),                false, true,  false, "RFC 5321 §4.1.1.2"),
    RCPT(    Spoken.BOTH,  EnumSet.of(SmtpState.MAIL, SmtpState.RCPT), false, true,  false, "RFC 5321 §4.1.1.3"),
    DATA(    Spoken.BOTH,  EnumSet.of(SmtpState.RCPT),                 false, true,  true,  "RFC 5321 §4.1.1.4"),
    BDAT(    Spoken.BOTH,  EnumSet.of(SmtpState.RCPT, SmtpState.BDAT), false, true,  false, "RFC 3030 §2"),
    RSET(    Spoken.BOTH,  Lawful.GREETED,                             false, false, false, "RFC 5321 §4.1.1.5"),
    VRFY(    Spoken.BOTH,  Lawful.GREETED,                             false, false, true,  "RFC 5321 §4.1.1.6"),
    EXPN(    Spoken.BOTH,  Lawful.GREETED,                             false, false, true,  "RFC 5321 §4.1.1.7"),
    HELP(    Spoken.BOTH,  Lawful.GREETED,                             false, false, false, "RFC 5321 §4.1.1.8"),
    NOOP(    Spoken.BOTH,  Lawful.GREETED,                             false, false, true,  "RFC 5321 §4.1.1.9"),
    XCLIENT( Spoken.BOTH,  EnumSet.of(SmtpState.GREETED, SmtpState.READY), false, false, true, "Postfix, XCLIENT"),
    QUIT(    Spoken.BOTH,  EnumSet.allOf(SmtpState.class),             false, false, true,  "RFC 5321 §4.1.1.10");

    /** Which of the two protocols has the verb. */
    private enum Spoken { SMTP, LMTP, BOTH }

    /** Sets of states that several rows share. */
    private static final class Lawful {
        static final Set<SmtpState> GREETED = EnumSet.complementOf(EnumSet.of(SmtpState.REFUSED));
    }

    private static final Map<String, SmtpVerb> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(Enum::name, Function.identity()));

    private final Spoken spoken;
    private final Set<SmtpState> states;
    private final boolean needsTls;
    private final boolean needsLogin;
    private final boolean endsPipeline;
    private final String rfc;

    SmtpVerb(Spoken spoken, Set<SmtpState> states, boolean needsTls, boolean needsLogin, boolean endsPipeline,
            String rfc) {
        this.spoken = spoken;
        this.states = states;
        this.needsTls = needsTls;
        this.needsLogin = needsLogin;
        this.endsPipeline = endsPipeline;
        this.rfc = rfc;
    }

    /** The verb of that name in any case (RFC 5321 §2.4), or empty. */
    public static Optional<SmtpVerb> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toUpperCase(Locale.ROOT)));
    }

    boolean isSpokenBy(SmtpClient.Service service) {
        return spoken == Spoken.BOTH || (service == SmtpClient.Service.LMTP) == (spoken == Spoken.LMTP);
    }

    boolean isLawfulIn(SmtpState state) {
        return states.contains(state);
    }

    /** Carries a secret: unlawful in the clear unless the service says otherwise. */
    boolean needsTls() {
        return needsTls;
    }

    /** On a submission service, unlawful before AUTH (RFC 6409 §4.3). */
    boolean needsLogin() {
        return needsLogin;
    }

    /** The client must wait for the reply before it says more (RFC 2920 §3.1, RFC 3207 §4, RFC 4954 §4). */
    public boolean endsPipeline() {
        return endsPipeline;
    }

    /** The section that defines it. */
    public String rfc() {
        return rfc;
    }
}
