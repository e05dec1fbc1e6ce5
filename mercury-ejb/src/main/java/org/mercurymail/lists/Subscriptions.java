package org.mercurymail.lists;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.mercurymail.accounts.Actor;

/**
 * How people come to a list and leave it without anybody's help: they ask, a mail with a token goes to the address in
 * question, and whoever brings the token back is believed, once. For pages: a GET shows, a POST does. Pages live at the
 * paths of {@link ListLinks}. Fields: {@code list}, {@code address}.
 */
@ApplicationScoped
public class Subscriptions {

    /** What people call the list of that address; empty when there is none, or when it is not open to strangers. */
    public Optional<String> name(String list) {
        throw new UnsupportedOperationException();
    }

    /** Sends the mail that asks for confirmation. Answers the same whether the address is a member or not. */
    public void requestSubscription(Actor actor, String list, String address) {
        throw new UnsupportedOperationException();
    }

    /** The same, to leave. */
    public void requestUnsubscription(Actor actor, String list, String address) {
        throw new UnsupportedOperationException();
    }

    /** What a token is for; nothing changes. Empty when it is unknown, used up or too old. */
    public Optional<Subscription> pending(String token) {
        throw new UnsupportedOperationException();
    }

    /**
     * Does what the token is for, and uses it up.
     *
     * @throws org.mercurymail.accounts.Missing when it is unknown, used up or too old
     */
    public Subscription confirm(Actor actor, String token) {
        throw new UnsupportedOperationException();
    }

    /** Whose membership the signed link of List-Unsubscribe ends; nothing changes. Empty when it is not ours. */
    public Optional<Subscription> membership(String link) {
        throw new UnsupportedOperationException();
    }

    /**
     * One click (RFC 8058 §3.2): the member is gone. Again is no error.
     *
     * @throws org.mercurymail.accounts.Missing when the link is not ours
     */
    public void leave(Actor actor, String link) {
        throw new UnsupportedOperationException();
    }
}
