package org.mercurymail.config;

/**
 * A host and a port.
 *
 * @param host a name or an address, IPv6 without brackets
 */
public record Endpoint(String host, int port) {

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
