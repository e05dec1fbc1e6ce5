package org.mercurymail.store;

/**
 * How many recipients are in the queue.
 *
 * @param waiting due or not yet due
 * @param sending leased to a node
 */
public record QueueCounts(long waiting, long sending) { }
