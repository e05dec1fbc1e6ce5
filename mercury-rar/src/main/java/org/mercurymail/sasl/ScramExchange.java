package org.mercurymail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mercurymail.port.Login;
import org.mercurymail.port.ScramProof;
import org.mercurymail.port.ScramSalt;

/**
 * SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677): the client proves that it knows the password without
 * saying it, and the server that it knows its key. PLUS ties that to the TLS channel by the server's certificate
 * (tls-server-end-point, RFC 5929 §4), so that nobody can sit between. Whoever could have bound the channel and says
 * that we cannot was led astray, and is turned away (RFC 5802 §6).
 */
final class ScramExchange extends SaslExchange {

    // RFC 5802 §7; what comes first as m= would have to be understood, so it is no match
    private static final String NAME = "([^\0,]*)";
    private static final Pattern FIRST = Pattern.compile(
            "(([nyp])(?:=([A-Za-z0-9.-]+))?,(?:a=" + NAME + ")?,)(n=" + NAME + ",r=([!-+\\--~]{1,512})(?:,.*)?)", Pattern.DOTALL);
    private static final Pattern FINAL = Pattern.compile(
            "(c=([A-Za-z0-9+/=]+),r=([!-+\\--~]+)(?:,[A-Za-z]=[^,\0]*){0,16}),p=([A-Za-z0-9+/=]+)");
    private static final String BINDING = "tls-server-end-point";

    private enum Awaits { FIRST, FINAL, GOOD_BYE }

    private final Mechanism mechanism;
    private final Optional<byte[]> endPoint;
    private final String serverNonce;
    private Awaits awaits = Awaits.FIRST;
    private String user = "";
    private String gs2Header = "";
    private boolean bound;
    private String nonce = "";
    private String said = "";
    private Login outcome = new Login.Denied();

    /** @param endPoint what the channel can be bound with; PLUS is offered when it is there */
    ScramExchange(Mechanism mechanism, Optional<byte[]> endPoint, String serverNonce) {
        this.mechanism = mechanism;
        this.endPoint = endPoint;
        this.serverNonce = serverNonce;
    }

    @Override
    Turn message(String text) {
        return switch (awaits) {
            case FIRST -> clientFirst(text);
            case FINAL -> clientFinal(text);
            case GOOD_BYE -> text.isEmpty() ? new Over(outcome) : new Broken(Fault.MALFORMED);
        };
    }

    private Turn clientFirst(String text) {
        Matcher parts = FIRST.matcher(text);
        if (!parts.matches() || parts.group(2).equals("p") == (parts.group(3) == null)) {
            return new Broken(Fault.MALFORMED);
        }
        gs2Header = parts.group(1);
        bound = parts.group(2).equals("p");
        if (bound != mechanism.binds() || bound && !parts.group(3).equals(BINDING)) {
            return new Broken(Fault.MALFORMED);
        }
        if (parts.group(2).equals("y") && endPoint.isPresent()) {
            return new Over(new Login.Denied()); // RFC 5802 §6: somebody took PLUS out of our offer
        }
        if (parts.group(4) != null && !parts.group(4).equalsIgnoreCase(parts.group(6))) {
            return new Broken(Fault.FOR_ANOTHER);
        }
        user = parts.group(6).replace("=2C", ",").replace("=3D", "=");
        nonce = parts.group(7) + serverNonce;
        said = parts.group(5);
        return new WantsSalt(user);
    }

    @Override
    public Turn salted(Optional<ScramSalt> salt) {
        if (salt.isEmpty()) {
            return new Over(new Login.Unavailable());
        }
        String serverFirst = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(salt.get().salt()) + ",i="
                + salt.get().iterations();
        said += "," + serverFirst;
        awaits = Awaits.FINAL;
        return challenge(serverFirst);
    }

    private Turn clientFinal(String text) {
        Matcher parts = FINAL.matcher(text);
        if (!parts.matches()) {
            return new Broken(Fault.MALFORMED);
        }
        try {
            if (!parts.group(3).equals(nonce)
                    || !Arrays.equals(Base64.getDecoder().decode(parts.group(2)), channelBinding())) {
                return new Over(new Login.Denied()); // another exchange, or another channel
            }
            return new Offers(new ScramProof(user, said + "," + parts.group(1),
                    Base64.getDecoder().decode(parts.group(4)), mechanism.word()));
        } catch (IllegalArgumentException notBase64) {
            return new Broken(Fault.MALFORMED);
        }
    }

    /** What c= must hold: the beginning of the first message, and behind it the channel's mark when that is bound. */
    private byte[] channelBinding() {
        byte[] header = gs2Header.getBytes(StandardCharsets.UTF_8);
        byte[] mark = bound ? endPoint.orElseThrow() : new byte[0];
        byte[] all = Arrays.copyOf(header, header.length + mark.length);
        System.arraycopy(mark, 0, all, header.length, mark.length);
        return all;
    }

    /** The client hears our proof and answers with nothing before it is let in: no protocol here has a place for both. */
    @Override
    public Turn answered(Login login) {
        if (login instanceof Login.Proven proven) {
            outcome = login;
            awaits = Awaits.GOOD_BYE;
            return challenge("v=" + Base64.getEncoder().encodeToString(proven.signature()));
        }
        return new Over(login);
    }
}
