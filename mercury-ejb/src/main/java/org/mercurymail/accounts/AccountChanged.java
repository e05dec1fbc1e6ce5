package org.mercurymail.accounts;

/**
 * Told inside the application, after the commit, when an account's credentials changed or it was closed.
 *
 * @param closed its sessions must end
 */
public record AccountChanged(long account, boolean closed) { }
