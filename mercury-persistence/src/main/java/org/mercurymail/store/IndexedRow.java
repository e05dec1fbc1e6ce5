package org.mercurymail.store;

/** A message whose body is to be indexed: what {@link MessageRow} says of it, and whose it is. */
public record IndexedRow(long account, MessageRow message) { }
