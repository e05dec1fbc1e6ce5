/**
 * Fetches the mail that providers keep for us, by POP3: {@link org.mercurymail.collect.CollectorService} says from where
 * and for whom, a {@link org.mercurymail.collect.Visit} takes each message over once and then has it deleted there.
 */
package org.mercurymail.collect;
