/**
 * The only {@code jakarta.resource}: the resource adapter with its activation specs (the way in) and its managed
 * connection factory (the way out). Ties {@code org.mercurymail.net} and the protocol sessions to the container's
 * endpoints, work threads and connection pool. Decides nothing about mail.
 */
package org.mercurymail.rar;
