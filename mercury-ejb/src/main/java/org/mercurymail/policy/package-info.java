/**
 * What a stranger must pass at RCPT, before our users' mailboxes: each {@link org.mercurymail.policy.Check} is a file
 * of its own, switched by the configuration, and {@link org.mercurymail.policy.Door} asks them in order. Never judges
 * who logged in or comes from a network that may relay.
 */
package org.mercurymail.policy;
