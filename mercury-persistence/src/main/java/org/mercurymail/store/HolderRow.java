package org.mercurymail.store;

/**
 * Who has rights in a mailbox.
 *
 * @param who     an account; 0 for whoever has one in the domain
 * @param address the account's; empty for 0
 * @param rights  bits
 */
public record HolderRow(long who, String address, int rights) { }
