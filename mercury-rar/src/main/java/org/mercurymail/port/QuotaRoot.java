package org.mercurymail.port;

/**
 * What a quota root holds and may hold (RFC 9208 §3.2): all mailboxes of one owner.
 *
 * @param name       the owner's address
 * @param usedBytes  octets of all messages, exact
 * @param limitBytes 0 for no limit
 */
public record QuotaRoot(String name, long usedBytes, long limitBytes) { }
