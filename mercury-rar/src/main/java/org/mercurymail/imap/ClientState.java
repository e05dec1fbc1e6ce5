package org.mercurymail.imap;

import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.mercurymail.port.Login;
import org.mercurymail.port.Peer;
import org.mercurymail.port.Spool;
import org.mercurymail.sasl.SaslOffer;
import org.mercurymail.wire.MailboxDoorway;
import org.mercurymail.wire.TlsFacts;
import org.mercurymail.wire.Wakeup;

/** What a session knows of its client: who it is, what it enabled, what it has selected. Decides nothing. */
final class ClientState {

    /** What ENABLE switches on (RFC 9051 §6.3.1, RFC 5161). */
    enum Extension { IMAP4REV2, UTF8, CONDSTORE, QRESYNC }

    private final MailboxDoorway doorway;
    private final Wakeup wakeup;
    private final Supplier<Spool> spools;
    private final Clock clock;
    private final Set<Extension> enabled = EnumSet.noneOf(Extension.class);
    private Peer peer;
    private Optional<Login.Granted> login = Optional.empty();
    private Optional<MailboxView> view = Optional.empty();

    ClientState(MailboxDoorway doorway, Peer peer, Wakeup wakeup, Supplier<Spool> spools, Clock clock) {
        this.spools = spools;
        this.doorway = doorway;
        this.peer = peer;
        this.wakeup = wakeup;
        this.clock = clock;
    }

    MailboxDoorway doorway() {
        return doorway;
    }

    Wakeup wakeup() {
        return wakeup;
    }

    /** Where messages lie that are made here. */
    Supplier<Spool> spools() {
        return spools;
    }

    Clock clock() {
        return clock;
    }

    Peer peer() {
        return peer;
    }

    void secured(TlsFacts tls) {
        peer = peer.with(tls);
        login = Optional.empty();
        enabled.clear();
    }

    /** May a password come now (RFC 9051 §6.2.3)? */
    boolean mayLogin() {
        return peer.secure() || doorway.plainLoginWithoutTls();
    }

    SaslOffer sasl() {
        return new SaslOffer(peer, doorway.sasl(), false);
    }

    boolean isLoggedIn() {
        return login.isPresent();
    }

    /** Who it is; only after login. */
    Login.Granted login() {
        return login.orElseThrow();
    }

    /** The account's number; only after login. */
    long account() {
        return login().account();
    }

    void granted(Login.Granted granted) {
        login = Optional.of(granted);
    }

    Optional<MailboxView> view() {
        return view;
    }

    /** The selected mailbox, for commands that are lawful only with one. */
    MailboxView selected() {
        return view.orElseThrow();
    }

    void select(MailboxView selected) {
        view = Optional.of(selected);
    }

    void deselect() {
        view = Optional.empty();
    }

    void enable(Extension extension) {
        enabled.add(extension);
    }

    boolean has(Extension extension) {
        return enabled.contains(extension);
    }

    /** UTF-8 in quoted strings and mailbox names. */
    boolean utf8() {
        return has(Extension.UTF8) || has(Extension.IMAP4REV2);
    }
}
