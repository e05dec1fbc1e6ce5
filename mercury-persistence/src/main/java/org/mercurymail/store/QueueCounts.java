package org.mercurymail.store;

/**
 * How full the queue is, counted in recipients.
 *
 * @param messages distinct messages with a recipient that waits or is being sent to
 * @param waiting  recipients that nobody sends to now
 * @param sending  recipients that a node sends to now
 * @param retrying those of the waiting that failed at least once
 */
public record QueueCounts(long messages, long waiting, long sending, long retrying) { }
