package org.mercurymail.config;

/**
 * A listener as the configuration names it.
 *
 * @param service {@code mx}, {@code submission}, {@code lmtp}, {@code pop3}, {@code imap}
 * @param tls     from the first byte
 */
public record Listener(String service, Endpoint at, boolean tls) {

    @Override
    public String toString() {
        return service + "@" + at + (tls ? "/tls" : "");
    }
}
