/**
 * Where an address leads: to a mailbox of ours, to other addresses, to another domain's servers, or nowhere. And which
 * addresses an account may send from.
 */
package org.mercurymail.routing;
