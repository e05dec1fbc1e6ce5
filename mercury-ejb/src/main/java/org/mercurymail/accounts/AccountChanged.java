package org.mercurymail.accounts;

/**
 * Told inside the application, after the commit, when an account, its credentials or its roles changed: whoever keeps
 * what a login opened asks {@link Logins#opens} anew.
 */
public record AccountChanged(long account) { }
