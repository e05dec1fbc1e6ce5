package org.mercurymail.sasl;

/** The mechanisms we have, the strongest first, as one table. */
public enum Mechanism {

    //                 name                  binds  where it stands
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS", true,  "RFC 5802, RFC 7677"),
    SCRAM_SHA_256(     "SCRAM-SHA-256",      false, "RFC 5802, RFC 7677"),
    OAUTHBEARER(       "OAUTHBEARER",        false, "RFC 7628"),
    XOAUTH2(           "XOAUTH2",            false, "nowhere; as Gmail and Microsoft have it"),
    PLAIN(             "PLAIN",              false, "RFC 4616"),
    LOGIN(             "LOGIN",              false, "nowhere; Outlook and many devices still speak it");

    private final String word;
    private final boolean binds;
    private final String rfc;

    Mechanism(String word, boolean binds, String rfc) {
        this.word = word;
        this.binds = binds;
        this.rfc = rfc;
    }

    /** Its registered name. */
    public String word() {
        return word;
    }

    /** Ties the login to the TLS channel it comes by. */
    boolean binds() {
        return binds;
    }

    /** What defines it. */
    public String rfc() {
        return rfc;
    }
}
