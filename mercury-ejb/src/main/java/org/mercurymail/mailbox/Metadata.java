package org.mercurymail.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxRefused.Code;
import org.mercurymail.store.Annotations;

/**
 * Notes of mailboxes and of the server, as an account may see and set them (RFC 5464 §3.3): who may read a mailbox has
 * notes of its own and sees those that are shared, and sets these with the right {@code w}. Of the server everybody has
 * notes of its own, and shares none.
 */
@ApplicationScoped
public class Metadata {

    private static final int MOST = 100; // shared entries of one mailbox, and as many of one account

    private AccountMailboxes mailboxes;
    private Annotations annotations;

    /** For the container's proxy. */
    protected Metadata() { }

    @Inject
    Metadata(AccountMailboxes mailboxes, Annotations annotations) {
        this.mailboxes = mailboxes;
        this.annotations = annotations;
    }

    /** @param name empty for the server */
    SortedMap<String, byte[]> of(long account, String name) throws MailboxRefused {
        if (name.isEmpty()) {
            return MailboxService.asking(() -> annotations.of(account, Annotations.SERVER, account));
        }
        Place place = mailboxes.place(account, name).require("r");
        long mailbox = id(account, name);
        return MailboxService.asking(() -> annotations.of(place.owner(), mailbox, account));
    }

    void set(long account, String name, Map<String, Optional<byte[]>> entries) throws MailboxRefused {
        boolean shared = entries.keySet().stream().anyMatch(entry -> entry.startsWith("/shared/"));
        if (name.isEmpty() && shared) {
            throw new MailboxRefused(Code.NOPERM, "Of the server only notes of one's own are kept");
        }
        long owner = account;
        long mailbox = Annotations.SERVER;
        if (!name.isEmpty()) {
            owner = mailboxes.place(account, name).require(shared ? "rw" : "r").owner();
            mailbox = id(account, name);
        }
        long whose = owner;
        long where = mailbox;
        if (!MailboxService.asking(() -> annotations.set(whose, where, account, entries, MOST))) {
            throw new MailboxRefused(Code.LIMIT, "Too many entries");
        }
    }

    private long id(long account, String name) throws MailboxRefused {
        return mailboxes.status(account, name).id().orElseThrow(Place::nowhere);
    }
}
