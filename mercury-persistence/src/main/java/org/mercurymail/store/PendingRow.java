package org.mercurymail.store;

/**
 * What somebody asked for and is still to confirm.
 *
 * @param action in the application's words
 */
public record PendingRow(long list, String action, String address) { }
