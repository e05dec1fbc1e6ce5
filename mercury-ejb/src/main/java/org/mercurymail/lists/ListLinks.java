package org.mercurymail.lists;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.mercurymail.config.Settings;
import org.mercurymail.mail.Address;

/**
 * Where the web pages of lists are, as mails name them. Plain paths without {@code =}, so that quoted-printable does
 * not break them.
 */
@ApplicationScoped
public class ListLinks {

    /** GET shows a button, POST confirms: the token follows. */
    public static final String CONFIRM = "/lists/confirm/";

    /** GET shows a button, POST unsubscribes, as RFC 8058 has it: the signed link follows. */
    public static final String LEAVE = "/lists/leave/";

    /** GET shows a form for an address, to subscribe or unsubscribe; the list's address follows. */
    public static final String LIST = "/lists/of/";

    private String base;

    /** For the container's proxy. */
    protected ListLinks() { }

    @Inject
    public ListLinks(Settings settings) {
        this.base = settings.httpUrl();
    }

    String confirm(String token) {
        return base + CONFIRM + token;
    }

    String leave(String link) {
        return base + LEAVE + link;
    }

    String list(Address list) {
        return base + LIST + list;
    }
}
