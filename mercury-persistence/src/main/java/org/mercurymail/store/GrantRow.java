package org.mercurymail.store;

/**
 * A mailbox of somebody else, and what an account may do there.
 *
 * @param owner  whose it is
 * @param of     the owner's address; empty where the domain is the owner
 * @param name   as its owner knows it
 * @param rights bits
 */
public record GrantRow(long owner, String of, long mailbox, String name, int rights) { }
