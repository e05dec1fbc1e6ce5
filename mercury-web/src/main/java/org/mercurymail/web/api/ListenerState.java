package org.mercurymail.web.api;

/**
 * A listener as the configuration names it, and whether its port answers.
 *
 * @param tls TLS from the first byte
 */
public record ListenerState(String service, String address, int port, boolean tls, boolean open) { }
