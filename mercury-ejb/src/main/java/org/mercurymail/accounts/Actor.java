package org.mercurymail.accounts;

import java.util.Locale;
import java.util.Set;
import org.mercurymail.port.Login;
import org.mercurymail.store.Doer;

/**
 * Who asks a service for something, and through which face. Made anew for every request, from the account as the store
 * knows it then ({@link AccountService#actor}), so that a right which was taken away is gone at once.
 *
 * @param account the account's number; 0 when none is behind it
 * @param name    its address, for the audit log
 * @param domains those that it administers, by name; an administrator of all needs none
 */
public record Actor(Kind kind, long account, String name, Via via, Set<String> domains) {

    /** Who administers no domain. */
    public Actor(Kind kind, long account, String name, Via via) {
        this(kind, account, name, via, Set.of());
    }

    /** What the rights depend on, with what belongs to whom. A program holds an application password of an account. */
    public enum Kind { SYSTEM, ADMIN, ACCOUNT, PROGRAM, STRANGER }

    /** The face that carries the wish. */
    public enum Via { WEB, REST, CLI, MAIL, MERCURY }

    /** Whoever came in by that login, with the rights that the account has now. */
    static Actor of(Account account, Login.Granted login, Via via) {
        Kind person = account.isAdmin() ? Kind.ADMIN : Kind.ACCOUNT;
        return login.program() ? new Actor(Kind.PROGRAM, account.id(), account.address().toString(), via)
                : new Actor(person, account.id(), account.address().toString(), via, account.domains());
    }

    /** Mercury itself: it may do everything, and is bound by no password policy. */
    public static Actor mercury() {
        return new Actor(Kind.SYSTEM, 0, "mercury", Via.MERCURY);
    }

    /** Somebody who is not logged in. */
    public static Actor stranger(Via via) {
        return new Actor(Kind.STRANGER, 0, "stranger", via);
    }

    public boolean isAdmin() {
        return kind == Kind.ADMIN;
    }

    /** It administers something: everything, or a domain. */
    public boolean administers() {
        return isAdmin() || !domains.isEmpty();
    }

    /** Whether it may change that account, so that a page offers nothing in vain; services ask again. */
    public boolean mayChange(Account other) {
        return Right.CHANGE_ACCOUNT.isGiven(this, other.id(), AccountService.managedDomain(this, other));
    }

    /** It may give and take roles: no administrator of a domain makes others. */
    boolean mayGiveRoles() {
        return isAdmin() || kind == Kind.SYSTEM;
    }

    public boolean owns(long owner) {
        return account != 0 && account == owner;
    }

    /** How the store's audit log names it. */
    public Doer doer() {
        return new Doer(account, name, via.name().toLowerCase(Locale.ROOT));
    }
}
