/**
 * Reports on what became of a message (RFC 3461, RFC 3464): written here, handed over by the rooms that know. Pure:
 * no store, no network, no clock but one passed in.
 */
package org.mercurymail.dsn;
