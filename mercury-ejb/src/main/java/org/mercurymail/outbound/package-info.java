/**
 * Sending to other domains. A row of the queue is the truth; a JMS message with its id is only the nudge that gets a
 * thread to look at it, and the sweeper nudges again whatever is due. No transaction stays open over the network.
 */
package org.mercurymail.outbound;
