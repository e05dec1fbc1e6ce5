/**
 * What is kept: the schema (Flyway migrations beside this package), one repository for each aggregate, and the group
 * writer that makes messages durable. Plain types in and out; no protocol, no policy, nothing of Mercury's other rooms.
 */
package org.mercurymail.store;
