/**
 * The only Netty: listening sockets, TLS, limits, and one {@link org.mercurymail.net.Pump} that drives any
 * {@link org.mercurymail.wire.Session}. Knows bytes, threads and time, and no protocol; asks the application through
 * an {@link org.mercurymail.net.Asker}. {@code docs/threads.md} says which thread may do what.
 */
package org.mercurymail.net;
