package org.mercurymail.sasl;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mercurymail.port.BearerToken;
import org.mercurymail.port.Login;

/**
 * A token of an issuer instead of a password: OAUTHBEARER (RFC 7628), and XOAUTH2, which is older and does the same in
 * other letters. What is wrong with a token the client hears as JSON, and only after its answer the protocol's refusal.
 */
final class BearerExchange extends SaslExchange {

    // RFC 7628 §3.1; host and port say nothing that we do not know
    private static final Pattern OAUTHBEARER = Pattern.compile(
            "[ny],(?:a=([^\1\0,]*))?,\1(?:(?!auth=)[A-Za-z]+=[^\1\0]*\1){0,16}auth=(?i:bearer) +([^\1\0 ]+)\1"
                    + "(?:[A-Za-z]+=[^\1\0]*\1){0,16}\1");
    private static final Pattern XOAUTH2 = Pattern.compile("user=([^\1\0]*)\1auth=(?i:bearer) +([^\1\0 ]+)\1\1");

    private final Mechanism mechanism;
    private boolean told;

    BearerExchange(Mechanism mechanism) {
        this.mechanism = mechanism;
    }

    @Override
    Turn message(String text) {
        if (told) {
            return new Over(new Login.Denied()); // RFC 7628 §3.2.3: whatever it answers
        }
        Matcher parts = (mechanism == Mechanism.XOAUTH2 ? XOAUTH2 : OAUTHBEARER).matcher(text);
        if (!parts.matches()) {
            return new Broken(Fault.MALFORMED);
        }
        String user = parts.group(1) == null ? "" : parts.group(1).replace("=2C", ",").replace("=3D", "=");
        return new Offers(new BearerToken(user, parts.group(2), mechanism.word()));
    }

    @Override
    public Turn answered(Login login) {
        if (!(login instanceof Login.Denied)) {
            return new Over(login);
        }
        told = true;
        return challenge(mechanism == Mechanism.XOAUTH2 ? "{\"status\":\"401\",\"schemes\":\"bearer\"}"
                : "{\"status\":\"invalid_token\"}"); // RFC 7628 §3.2.2
    }
}
