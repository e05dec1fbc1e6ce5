package org.mercurymail.store;

/**
 * How full the queue is, counted in recipients.
 *
 * @param messages distinct messages with a recipient that waits or is being sent to
 * @param waiting  recipients that nobody sends to now
 * @param sending  recipients that a node sends to now
 * @param retrying those of the waiting that failed at least once
 * @param held     those of the waiting that are held
 * @param vain     those of the waiting that failed as often as was asked, and are not held
 */
public record QueueCounts(long messages, long waiting, long sending, long retrying, long held, long vain) { }
