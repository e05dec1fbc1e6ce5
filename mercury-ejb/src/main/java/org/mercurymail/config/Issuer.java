package org.mercurymail.config;

import java.net.URI;
import java.util.Optional;

/**
 * Whose tokens open accounts.
 *
 * @param name     as the issuer calls itself (RFC 8414 §2)
 * @param audience whom a token must be for
 * @param keys     where its keys are; empty when it says so itself
 * @param claim    what holds the account's address
 */
public record Issuer(URI name, String audience, Optional<URI> keys, String claim) { }
