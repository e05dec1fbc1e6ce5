/**
 * The PostgreSQL server that Mercury brings along: unpacked from its jar, set up in the data directory, started,
 * watched and stopped. Knows files and processes; knows nothing of mail or of the schema.
 */
package org.mercurymail.store.embedded;
