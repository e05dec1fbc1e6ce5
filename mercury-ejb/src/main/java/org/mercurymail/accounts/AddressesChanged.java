package org.mercurymail.accounts;

/** Told inside the application, after the commit, when a name came, went or leads elsewhere. */
public record AddressesChanged() { }
