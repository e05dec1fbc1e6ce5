package org.mercurymail.store;

/**
 * Where messages were copied or moved: {@code to[i]} is what {@code from[i]} became, both ascending.
 *
 * @param uidValidity of the target
 */
public record Copied(long uidValidity, long[] from, long[] to) { }
