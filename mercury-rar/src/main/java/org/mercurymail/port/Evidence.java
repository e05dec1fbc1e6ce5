package org.mercurymail.port;

/** What a client offers to prove who it is. No text form of one shows a secret. */
public sealed interface Evidence permits Credentials, ScramProof, BearerToken {

    /** The login it claims, for example {@code u1@mercury.test}; empty when the evidence itself names it. */
    String user();

    /** The SASL mechanism, or what stands for one: {@code USER}. */
    String mechanism();
}
