package org.mercurymail.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Forbidden;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Taken;
import org.mercurymail.intake.TestServer;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.port.MailboxInfo;
import org.mercurymail.store.AccountRow;

/** The folders of a domain in the hands of its administrators. */
class SharedFoldersTest {

    private final TestServer server = new TestServer();
    private final SharedFolders folders = new SharedFolders(server.mailboxes, server.sharing, server.store.grants(),
            server.directory.domains, server.watchers);
    private final Domain domain = new Domain(server.domain);
    private final AccountRow ann = server.account("ann", 0);
    private final Actor chief = new Actor(Actor.Kind.ACCOUNT, 1, "chief", Actor.Via.REST, Set.of(server.domain));

    @Test
    void foldersComeAreSharedAndGo() {
        folders.add(chief, domain, "Sales/2026");
        assertEquals(List.of("Sales", "Sales/2026"), folders.of(chief, domain).stream()
                .map(SharedFolder::name).toList());
        assertThrows(Taken.class, () -> folders.add(chief, domain, "Sales"));
        assertThrows(Invalid.class, () -> folders.add(chief, domain, "a*"));
        assertThrows(Invalid.class, () -> folders.add(chief, domain, "inbox"));
        assertThrows(Invalid.class, () -> folders.allow(chief, domain, "Sales", "ann", "lq"));
        assertThrows(Invalid.class, () -> folders.allow(chief, domain, "Sales", "ghost", "l"));
        assertThrows(Missing.class, () -> folders.allow(chief, domain, "Nowhere", "ann", "l"));
        assertEquals(List.of(), seen());
        folders.allow(chief, domain, "Sales", "anyone", "lr");
        SharedFolder sales = folders.allow(chief, domain, "Sales", "ann", "ik");
        assertEquals(Map.of("anyone", MailboxRights.of("lr").get(), ann.address(), MailboxRights.of("ik").get()),
                sales.access());
        assertEquals(List.of("Shared Folders/Sales"), seen());
        assertEquals(2, folders.add(chief, domain, "Sales/Below").access().size());
        folders.allow(chief, domain, "Sales", "anyone", "");
        assertEquals(List.of("Shared Folders/Sales/Below"), seen());
        folders.remove(chief, domain, "Sales/Below");
        assertThrows(Missing.class, () -> folders.remove(chief, domain, "Sales/Below"));
        assertEquals(List.of(), seen());
    }

    @Test
    void onlyItsAdministratorsMay() {
        Actor other = new Actor(Actor.Kind.ACCOUNT, 1, "chief", Actor.Via.REST, Set.of("else.test"));
        Actor plain = new Actor(Actor.Kind.ACCOUNT, ann.id(), ann.address(), Actor.Via.REST);
        for (Actor nobody : List.of(other, plain, Actor.stranger(Actor.Via.REST))) {
            assertThrows(Forbidden.class, () -> folders.of(nobody, domain));
            assertThrows(Forbidden.class, () -> folders.add(nobody, domain, "x"));
            assertThrows(Forbidden.class, () -> folders.allow(nobody, domain, "x", "ann", "l"));
            assertThrows(Forbidden.class, () -> folders.remove(nobody, domain, "x"));
        }
        assertThrows(Missing.class, () -> folders.of(Actor.mercury(), new Domain("not-ours.test")));
        assertEquals(Optional.empty(), server.store.grants().domainOf(ann.id()));
    }

    private List<String> seen() {
        return server.reach.mailboxes(ann.id()).stream().map(MailboxInfo::name)
                .filter(name -> name.startsWith("Shared")).toList();
    }
}
