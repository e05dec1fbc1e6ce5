package org.mercurymail.wire;

/**
 * Which kinds of SASL mechanisms a server has, as it was configured. What a connection can bear of them is another
 * question.
 *
 * @param tokens those of an issuer
 * @param scram  SCRAM
 * @param plus   SCRAM bound to the TLS channel, beside the other
 */
public record SaslRules(boolean tokens, boolean scram, boolean plus) {

    /** Everything but tokens. */
    public static final SaslRules STANDARD = new SaslRules(false, true, true);
}
