package org.mercurymail.port;

/** What a client derives its key with (RFC 5802 §5.1). It says nothing of whether there is such an account. */
public record ScramSalt(byte[] salt, int iterations) { }
