package org.mercurymail.sasl;

import org.mercurymail.mail.Address;
import org.mercurymail.port.BearerToken;
import org.mercurymail.port.Evidence;
import org.mercurymail.port.Login;
import org.mercurymail.port.ScramProof;
import org.mercurymail.port.ScramSalt;

/** What a door of the tests says to evidence that is no password: one password for all, and one token. */
public final class ScramLogins {

    public static final ScramSalt SALT = new ScramSalt("not really salt".getBytes(), 4096);

    private ScramLogins() { }

    public static Login login(Evidence evidence, String password, long account) {
        Login.Granted granted = new Login.Granted(account, Address.of("u1@mercury.test"));
        if (evidence instanceof BearerToken token) {
            return token.token().equals("good") ? granted : new Login.Denied();
        }
        ScramProof proof = (ScramProof) evidence;
        ScramKeys keys = ScramKeys.of(password, SALT).orElseThrow();
        return keys.isProvenBy(proof.proof(), proof.authMessage())
                ? new Login.Proven(granted, keys.signature(proof.authMessage())) : new Login.Denied();
    }
}
