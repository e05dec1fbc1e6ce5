package org.mercurymail.store;

/** A message with a recipient that is due, and how urgent it is. */
public record DueMessage(long id, int priority) { }
