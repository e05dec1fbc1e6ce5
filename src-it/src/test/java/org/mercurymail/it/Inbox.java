package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;

/** What arrives in an account's INBOX from the moment this is made, seen over IMAP. */
final class Inbox implements AutoCloseable {

    private final Imap imap;
    private final String user;
    private long next;

    private Inbox(Imap imap, String user) {
        this.imap = imap;
        this.user = user;
        this.next = imap.uidNext("INBOX");
    }

    static Inbox of(MercuryServer server, String user) {
        return of(server, user, "secret");
    }

    static Inbox of(MercuryServer server, String user, String password) {
        return new Inbox(Imap.login(server.ports().imap(), user, password), user);
    }

    /** The next message; it must be there now, and no other. */
    byte[] only() {
        assertEquals(next + 1, imap.uidNext("INBOX"), "exactly one more message for " + user);
        return take();
    }

    /** The next message, which may take a while. */
    byte[] await(Duration atMost) {
        Await.until("a message for " + user, atMost, () -> imap.uidNext("INBOX") > next);
        return take();
    }

    void assertNothing() {
        assertEquals(next, imap.uidNext("INBOX"), "no message for " + user);
    }

    Optional<byte[]> poll() {
        return imap.uidNext("INBOX") > next ? Optional.of(take()) : Optional.empty();
    }

    private byte[] take() {
        imap.ok("SELECT INBOX");
        byte[] message = imap.body(next++);
        imap.ok("CLOSE");
        return message;
    }

    @Override
    public void close() {
        imap.close();
    }
}
