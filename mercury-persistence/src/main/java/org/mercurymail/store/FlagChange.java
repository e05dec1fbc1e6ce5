package org.mercurymail.store;

/** How flags are changed (RFC 9051 §6.4.6). */
public enum FlagChange { ADD, REMOVE, REPLACE }
