package org.mercurymail.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mercurymail.accounts.DirectoryForTests.ADMIN;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mercurymail.intake.TestServer;
import org.mercurymail.port.Login;
import org.mercurymail.store.Facts;

/** Every change leaves one row, with no secret in it; what was refused leaves none. */
class AuditTest {

    private static final String PASSWORD = "long enough";

    private final TestServer server = new TestServer();
    private final DirectoryForTests directory = server.directory;
    private final String firm = server.domain;

    @Test
    void everyChangeIsARow() {
        String other = "other-" + firm;
        long start = newest();
        directory.domains.add(ADMIN, other, Optional.of(firm), Optional.empty());
        directory.domains.setAliasOf(ADMIN, other, Optional.empty());
        Account desk = directory.accounts.add(ADMIN, new NewAccount("desk@" + firm, "", Set.of(), PASSWORD, 0));
        directory.domains.setCatchAll(ADMIN, firm, Optional.of("desk@" + firm));
        directory.domains.remove(ADMIN, other);
        directory.accounts.change(ADMIN, desk.id(), AccountPatch.NONE.withQuotaBytes(5).withPassword("other password"));
        directory.accounts.change(ADMIN, desk.id(), AccountPatch.NONE.withQuotaBytes(5));
        Actor self = Actor.of(desk, new Login.Granted(desk.id(), desk.address()), Actor.Via.WEB);
        directory.accounts.changePassword(self, "other password", "my own password");
        ApplicationPassword.Made phone = directory.applicationPasswords.make(self, desk.id(), "my \"phone\"");
        directory.applicationPasswords.revoke(self, desk.id(), phone.password().id());
        directory.aliases.add(ADMIN, "info@" + firm, List.of("desk@" + firm));
        directory.aliases.change(ADMIN, new org.mercurymail.mail.Address("info", desk.address().domain()),
                List.of("x@away.test"));
        directory.aliases.remove(ADMIN, new org.mercurymail.mail.Address("info", desk.address().domain()));
        Device.Made printer = directory.devices.add(ADMIN, new NewDevice("printer@" + firm, "Printer",
                List.of("desk@" + firm), List.of("10.0.0.0/8")));
        directory.devices.change(ADMIN, printer.device().id(), new NewDevice("", "Printer", List.of("desk@" + firm),
                List.of()));
        Device.Made renewed = directory.devices.renewSecret(ADMIN, printer.device().id());
        directory.devices.setActive(ADMIN, printer.device().id(), false);
        directory.devices.delete(ADMIN, printer.device().id());
        directory.accounts.close(ADMIN, desk.id());
        directory.accounts.close(ADMIN, desk.id());
        directory.accounts.reopen(ADMIN, desk.id());
        directory.accounts.delete(ADMIN, desk.id());
        directory.audit.note(ADMIN, "queue.retry", "m1", Facts.NOTHING, Facts.NOTHING);
        List<AuditEntry> rows = since(start);
        assertEquals(List.of(
                "domain.add other " + "null -> {'aliasOf':'FIRM','catchAll':null}",
                "domain.change other {'aliasOf':'FIRM','catchAll':null} -> {'aliasOf':null,'catchAll':null}",
                "account.add desk null -> {'displayName':'desk','roles':[],'active':true,'quotaBytes':0}",
                "domain.change FIRM {'aliasOf':null,'catchAll':null} -> {'aliasOf':null,'catchAll':'desk@FIRM'}",
                "domain.remove other {'aliasOf':null,'catchAll':null} -> null",
                "account.change desk {'displayName':'desk','roles':[],'active':true,'quotaBytes':0} -> "
                        + "{'displayName':'desk','roles':[],'active':true,'quotaBytes':5}",
                "password.set desk null -> null",
                "password.set desk null -> null",
                "application-password.add desk null -> {'id':ID,'label':'my \\\"phone\\\"','begins':'BEGINS'}",
                "application-password.revoke desk {'id':ID,'label':'my \\\"phone\\\"','begins':'BEGINS'} -> null",
                "alias.add info null -> {'targets':['desk@FIRM']}",
                "alias.change info {'targets':['desk@FIRM']} -> {'targets':['x@away.test']}",
                "alias.remove info {'targets':['x@away.test']} -> null",
                "device.add printer null -> {'displayName':'Printer','senders':['desk@FIRM'],'networks':['10.0.0.0/8']}",
                "device.change printer {'displayName':'Printer','senders':['desk@FIRM'],'networks':['10.0.0.0/8']} -> "
                        + "{'displayName':'Printer','senders':['desk@FIRM'],'networks':[]}",
                "password.set printer null -> null",
                "account.close printer {'active':true} -> {'active':false}",
                "account.delete printer {'displayName':'Printer','roles':[],'active':false,'quotaBytes':0} -> null",
                "account.close desk {'active':true} -> {'active':false}",
                "account.reopen desk {'active':false} -> {'active':true}",
                "account.delete desk {'displayName':'desk','roles':[],'active':true,'quotaBytes':5} -> null",
                "queue.retry m1 null -> null"),
                rows.stream().map(row -> shown(row, phone.password())).toList());
        for (AuditEntry row : rows) {
            for (String secret : List.of(PASSWORD, "other password", "my own password", phone.secret(),
                    printer.secret(), renewed.secret(), "argon2")) {
                assertFalse(row.toString().contains(secret), row.what());
            }
            assertTrue(row.at().isAfter(java.time.Instant.now().minusSeconds(600)));
        }
        assertEquals(List.of("web", "web", "web"), rows.stream().filter(row -> row.account() == desk.id())
                .map(AuditEntry::via).toList());
        assertEquals("desk@" + firm, rows.get(7).who());
        assertEquals("rest", rows.get(0).via());
    }

    @Test
    void whatIsRefusedLeavesNoRow() {
        directory.accounts.add(ADMIN, new NewAccount("desk@" + firm, "", Set.of(), PASSWORD, 0));
        long start = newest();
        assertThrows(Taken.class, () -> directory.accounts.add(ADMIN,
                new NewAccount("desk@" + firm, "", Set.of(), PASSWORD, 0)));
        assertThrows(Taken.class, () -> directory.aliases.add(ADMIN, "desk@" + firm, List.of("a@b.test")));
        assertThrows(Taken.class, () -> directory.domains.remove(ADMIN, firm));
        assertThrows(Forbidden.class, () -> directory.domains.remove(Actor.stranger(Actor.Via.WEB), firm));
        assertThrows(Taken.class, () -> directory.domains.add(ADMIN, firm, Optional.empty(), Optional.empty()));
        assertEquals(List.of(), since(start));
    }

    @Test
    void pagesByCursorAndSubject() {
        for (String name : List.of("a", "b", "c")) {
            directory.aliases.add(ADMIN, name + "@" + firm, List.of("x@away.test"));
        }
        List<AuditEntry> two = directory.audit.page(ADMIN, Optional.empty(), 0, 2);
        assertEquals(List.of("c@" + firm, "b@" + firm), two.stream().map(AuditEntry::subject).toList());
        assertEquals("a@" + firm, directory.audit.page(ADMIN, Optional.empty(), two.get(1).id(), 1).get(0).subject());
        assertEquals(1, directory.audit.page(ADMIN, Optional.of("b@" + firm), 0, 10).size());
    }

    private long newest() {
        return directory.audit.page(ADMIN, Optional.empty(), 0, 1).get(0).id();
    }

    private List<AuditEntry> since(long id) {
        List<AuditEntry> rows = new ArrayList<>(directory.audit.page(ADMIN, Optional.empty(), 0, 100).stream()
                .filter(row -> row.id() > id).toList());
        Collections.reverse(rows);
        return rows;
    }

    private String shown(AuditEntry row, ApplicationPassword phone) {
        String line = row.what() + " " + row.subject() + " " + row.before().orElse("null") + " -> "
                + row.after().orElse("null");
        return line.replace("other-" + firm, "other").replaceFirst("@" + firm + " ", " ").replace(firm, "FIRM")
                .replace("\"id\":" + phone.id(), "\"id\":ID").replace("\"" + phone.begins() + "\"", "\"BEGINS\"")
                .replace("\\\"", "\u0001").replace('"', '\'').replace("\u0001", "\\\"");
    }
}
