/**
 * Certificates from an ACME authority (RFC 8555). Rows hold them, so that one node asks and all use them; files below
 * the data directory hand them to the adapter, whose TLS reads files alone.
 */
package org.mercurymail.acme;
