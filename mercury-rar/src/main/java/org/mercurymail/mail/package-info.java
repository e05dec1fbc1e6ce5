/**
 * The vocabulary of mail: immutable values named as the RFCs name them. Nothing here knows a socket, a thread, a
 * database or a container; everything else in Mercury may use it.
 */
package org.mercurymail.mail;
