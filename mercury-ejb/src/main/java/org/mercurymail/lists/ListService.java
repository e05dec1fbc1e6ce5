package org.mercurymail.lists;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.mercurymail.accounts.Actor;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;

/**
 * Lists as administrators make them, and their members as owners keep them. Every change is durable and noted when the
 * method returns, and holds at once. An account that owns a list sees it and changes its members; the rest is an
 * administrator's. Fields: {@code address}, {@code name}, {@code post}, {@code language}, {@code subjectPrefix},
 * {@code owners}.
 */
@ApplicationScoped
public class ListService {

    /** By domain and local part, from behind one of them; all of them for an administrator, else those one owns. */
    public List<MailingList> page(Actor actor, Optional<Domain> domain, Optional<Address> after, int limit) {
        throw new UnsupportedOperationException();
    }

    /** @throws org.mercurymail.accounts.Missing when there is none, which only an administrator learns */
    public MailingList list(Actor actor, Address address) {
        throw new UnsupportedOperationException();
    }

    public MailingList add(Actor actor, NewList wanted) {
        throw new UnsupportedOperationException();
    }

    public MailingList change(Actor actor, Address address, ListPatch patch) {
        throw new UnsupportedOperationException();
    }

    public void remove(Actor actor, Address address) {
        throw new UnsupportedOperationException();
    }

    /** Ascending by address, from behind one of them. */
    public List<Member> members(Actor actor, Address list, Optional<Address> after, int limit) {
        throw new UnsupportedOperationException();
    }

    /** @throws org.mercurymail.accounts.Taken when it is a member already */
    public Member addMember(Actor actor, Address list, String address) {
        throw new UnsupportedOperationException();
    }

    public void removeMember(Actor actor, Address list, Address member) {
        throw new UnsupportedOperationException();
    }

    /** One address a line, or CSV with a column of addresses; at most 4 MiB. The stream is the caller's to close. */
    public Imported importMembers(Actor actor, Address list, InputStream text) {
        throw new UnsupportedOperationException();
    }
}
