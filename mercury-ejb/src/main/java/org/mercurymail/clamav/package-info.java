/**
 * ClamAV, asked by its own protocol whether a message is infected, before it is acknowledged. Never changes a message and
 * keeps none.
 */
package org.mercurymail.clamav;
