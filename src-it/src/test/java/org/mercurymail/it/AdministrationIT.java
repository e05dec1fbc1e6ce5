package org.mercurymail.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An administrator's work, in a real browser, and what comes of it by SMTP and IMAP. */
final class AdministrationIT {

    private static final String ADMIN = "admin@mercury.test";
    private static final String U3 = "u3@mercury.test";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A server of its own: nothing else waits in its queue, and what is deferred four times waits for an hour. */
    private static final MercuryServer SERVER = MercuryServer.fresh("administration",
            Map.of("MERCURY_RETRY_SCHEDULE", "1s,1s,1s,1h", "MERCURY_RETRY_EXPIRE", "5h"));

    @RegisterExtension
    static final Browser BROWSER = new Browser(() -> {
        SERVER.start();
        return SERVER;
    });

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void domainsTheirOtherNamesAndTheirCatchAll() {
        String firm = "firm-" + some() + ".test";
        String other = "other-" + some() + ".test";
        Screen page = administration("Domains");
        page.fill("Name", firm).press("Create").says(firm);
        page.fill("Name", firm).press("Create").warns("is there already");
        page.fill("Name", "not a name").press("Create").warns("is not a domain name");
        page.fill("Name", other).fill("Other name of", firm).press("Create").says(other);
        account(page, "desk@" + firm);
        assertEquals(550, rcpt("nobody@" + firm));
        assertEquals(250, rcpt("desk@" + other));

        page.folder("Domains").follow(firm);
        page.fill("Catch-all account", "nobody@" + firm).press("Save").warns("is not an open account");
        page.fill("Catch-all account", "desk@" + firm).press("Save").says("Saved.");
        assertThat(page.row(firm).first()).containsText("desk@" + firm);
        deliver("anybody@" + firm, "for anybody");
        deliver("anybody@" + other, "by the other name");
        try (Imap imap = imap("desk@" + firm, Rest.PASSWORD)) {
            assertEquals(1, imap.search("SUBJECT \"for anybody\"").size());
            assertEquals(1, imap.search("SUBJECT \"by the other name\"").size());
        }

        page.follow(firm).press("Close the domain").says("The domain was closed");
        assertEquals(550, rcpt("desk@" + other));
        page.press("Reopen the domain").says("Saved.");
        assertEquals(250, rcpt("desk@" + other));
        page.fill("Accounts at most (empty: any number)", "1").press("Save the limits").says("Saved.");

        page.press("Remove: " + firm).warns("remove them first");
        page.press("Remove: " + other).says("was removed");
        assertEquals(550, rcpt("desk@" + other));
        page.follow(firm).fill("Catch-all account", "").press("Save").says("Saved.");
        assertEquals(550, rcpt("anybody@" + firm));
    }

    @Test
    void aDomainHasItsOwnAdministrator() {
        String firm = "firm-" + some() + ".test";
        Screen page = administration("Domains");
        page.fill("Name", firm).press("Create").says(firm);
        account(page, "chief@" + firm);
        page.folder("Domains").follow(firm);
        page.fill("Address of an account", "nobody@" + firm).press("Make it an administrator")
                .warns("is not an open account");
        page.fill("Address of an account", "chief@" + firm).press("Make it an administrator").says("Saved.");
        assertThat(page.row("chief@" + firm)).isVisible();
        page.fill("Accounts at most (empty: any number)", "2").press("Save the limits").says("Saved.");

        Screen chief = BROWSER.login("chief@" + firm, Rest.PASSWORD);
        chief.follow("Administration");
        assertThat(chief.page().locator("h1")).hasText("Domains");
        assertThat(chief.row(firm).first()).isVisible();
        assertThat(chief.side("Queue")).hasCount(0);
        chief.lacks("New domain");
        account(chief, "desk@" + firm);
        chief.fill("Address", "third@" + firm).fill("Password", Rest.PASSWORD).press("Create").warns("2");
        chief.folder("Aliases").fill("Address", "info@" + firm).fill("Goes to (one address a line)", "desk@" + firm)
                .press("Create").says("Saved.");
        assertEquals(250, rcpt("info@" + firm));
        chief.folder("Domains").follow(firm).lacks("Close the domain").shot("domain-of-its-administrator");
        chief.fill("Catch-all account", "desk@" + firm).press("Save").says("Saved.");
        assertEquals(250, rcpt("anybody@" + firm));
        chief.folder("Accounts").follow("desk@" + firm).fill("New password", "another horse").press("Save")
                .says("Saved.");
        chief.press("Close the account").says("The account was closed");
        assertEquals(550, rcpt("desk@" + firm));
        assertEquals(403, chief.open("/admin/queue.xhtml"));

        page.folder("Domains").follow(firm).press("Dismiss: chief@" + firm).says("Saved.");
        assertEquals(403, chief.open("/admin/domains.xhtml"));
    }

    @Test
    void anAccountItsPasswordsAndItsEnd() {
        String desk = "desk-" + some() + "@mercury.test";
        Screen page = administration("Accounts");
        page.fill("Address", desk).fill("Password", "short").press("Create").warns("at least 8 characters");
        page.fill("Address", desk).fill("Password", Rest.PASSWORD).fill("Quota in MB (empty: none)", "7")
                .press("Create").says("The account " + desk + " was made.").shot("accounts");
        imap(desk, Rest.PASSWORD).close();
        page.fill("Address", desk).fill("Password", Rest.PASSWORD).press("Create").warns("is in use already");

        page.follow(desk).fill("Label", "telephone").press("Make an application password");
        String secret = page.page().locator(".secret code").innerText();
        page.shot("account");
        imap(desk, secret).close();
        assertThat(page.field("Quota in MB (empty: none)")).hasValue("7");
        page.page().reload();
        assertThat(page.page().locator(".secret")).hasCount(0);
        assertFalse(page.page().content().contains(secret));
        page.press("Revoke: telephone").says("revoked").shows("There are no application passwords.");
        refused(desk, secret);

        page.fill("Display name", "The desk").fill("Quota in MB (empty: none)", "9").press("Save").says("Saved.");
        assertThat(page.field("Display name")).hasValue("The desk");
        assertThat(page.field("Quota in MB (empty: none)")).hasValue("9");
        page.press("Close the account").says("The account was closed");
        refused(desk, Rest.PASSWORD);
        assertEquals(550, rcpt(desk));
        page.press("Reopen the account").says("open again");
        imap(desk, Rest.PASSWORD).close();
        page.fill("New password", "battery staple").press("Save").says("Saved.");
        refused(desk, Rest.PASSWORD);
        imap(desk, "battery staple").close();
    }

    @Test
    void aliasesLeadToSeveral() {
        String info = "info-" + some() + "@mercury.test";
        Screen page = administration("Aliases");
        page.fill("Address", info).fill("Goes to (one address a line)", "no address").press("Create")
                .warns("is not an address");
        page.fill("Address", info).fill("Goes to (one address a line)", "u3@mercury.test\nu4@mercury.test")
                .press("Create").says("Saved.");
        try (Inbox u3 = Inbox.of(SERVER, U3); Inbox u4 = Inbox.of(SERVER, "u4@mercury.test");
                Inbox u5 = Inbox.of(SERVER, "u5@mercury.test")) {
            deliver(info, "to two");
            u3.only();
            u4.only();
            page.follow(info).fill("Goes to (one address a line)", "u5@mercury.test").press("Save").says("Saved.");
            assertThat(page.row(info)).containsText("u5@mercury.test");
            deliver(info, "to another");
            u5.only();
            u3.assertNothing();
        }
        page.press("Remove: " + info).says("was removed");
        assertEquals(550, rcpt(info));
    }

    @Test
    void aListThatAMemberLeavesInOneClick() {
        String list = "news-" + some() + "@mercury.test";
        Screen page = administration("Lists");
        page.fill("Address", list).select("Who may post", "anyone")
                .fill("Owners (one address a line)", ADMIN).press("Create").says("was made");
        page.follow(list).fill("Several members (one address a line, or CSV)",
                "u7@mercury.test\nno address\nu8@mercury.test").press("Import").says("Added: 2");
        page.shows("Line 2").fill("Address", "u6@mercury.test").press("Add member").says("is a member now");
        page.fill("Address", "u6@mercury.test").press("Add member").warns("is a member already");
        page.press("Remove: u6@mercury.test").says("is no member any more").shot("admin-list");
        page.field("Or a file of them").setInputFiles(new FilePayload("membres.csv", "text/csv",
                "Nom;Courriel\nL\u00e9a;lea@away.test\n".getBytes(StandardCharsets.ISO_8859_1)));
        page.press("Import").says("Added: 1");
        page.search("LEA").lacks("u7@mercury.test").press("Remove: lea@away.test").says("is no member any more");
        page.search("").fill("Subject prefix", "[news]").press("Save").says("Saved.");
        assertThat(page.field("Owners (one address a line)")).hasValue(ADMIN);

        String copy;
        try (Inbox inbox = Inbox.of(SERVER, "u7@mercury.test")) {
            deliver(list, "posting");
            copy = new String(inbox.await(PATIENCE), StandardCharsets.US_ASCII).replaceAll("\r\n[ \t]", " ");
        }
        assertTrue(copy.contains("Subject: [news] posting"), copy);
        Matcher link = Pattern.compile("List-Unsubscribe:[^\r]*<https?://[^/]*(/lists/leave/[^>]*)>").matcher(copy);
        assertTrue(link.find(), copy);
        Screen stranger = BROWSER.page("fr-FR", 360);
        assertEquals(200, stranger.open(link.group(1)));
        page.page().reload();
        assertThat(page.row("u7@mercury.test")).hasCount(1);
        stranger.shot("leave").press("Se désabonner");
        assertThat(stranger.page().locator("h1")).hasText("Vous êtes désabonné.");
        page.page().reload();
        assertThat(page.row("u8@mercury.test")).hasCount(1);
        assertThat(page.row("u7@mercury.test")).hasCount(0);
        page.press("Remove the list").warns("Nothing was removed");
        page.field("Yes, with all its members").check();
        page.press("Remove the list").says("was removed");
        assertEquals(550, rcpt(list));
    }

    /** Two recipients that the next hop puts off: found, held, released, hurried, cancelled; and their story. */
    @Test
    void theQueueInTheAdministratorsHands() {
        String slow = "slow-" + some() + "@away.test";
        String lost = "lost-" + some() + "@away.test";
        try (Sink sink = new Sink(SERVER.ports().sink())) {
            sink.always(slow, Sink.Manners.DEFER);
            sink.always(lost, Sink.Manners.DEFER);
            try (Smtp smtp = Smtp.submission(SERVER.ports().submission(), U3)) {
                assertEquals(250, smtp.deliver(U3, Mail.of(U3, slow, "out", "x\r\n"), slow, lost).code());
            }
            Screen page = administration("Queue");
            Await.until("three vain attempts", PATIENCE, () -> sink.attempts(slow).size() >= 3);
            page.search("slow-");
            assertThat(page.page().locator("table.rows tbody tr")).hasCount(1);
            Locator row = page.row(slow);
            assertThat(row).containsText("451 4.3.0 later");

            page.press("Hold: " + slow).says("held");
            assertThat(row).containsText("held");
            overview(page.shot("queue")).warns("One recipient is held.").warns("tried in vain").folder("Queue");
            long before = sink.attempts(slow).size();
            sink.always(slow, Sink.Manners.TAKE);
            page.press("Release: " + slow).says("released");
            sink.await(slow, PATIENCE);
            assertEquals(before + 1, sink.attempts(slow).size());

            Await.until("four vain attempts", PATIENCE, () -> sink.attempts(lost).size() >= 4);
            page.folder("Queue").press("Retry now: " + lost).says("tried again");
            Await.until("another", PATIENCE, () -> sink.attempts(lost).size() >= 5);
            Await.until("its end", PATIENCE, () -> {
                page.folder("Queue");
                return page.row(lost).textContent().contains("(5)");
            });
            page.row(lost).getByText("Trace").click();
            page.shows("delivered").shows("deferred").shows("451 4.3.0 later").shot("trace");
            page.folder("Queue").press("Cancel: " + lost).says("taken out of the queue");
            page.shows("Nothing waits.");
        }
        Screen page = administration("Audit log");
        for (String what : new String[] {"queue.hold", "queue.release", "queue.retry", "queue.cancel"}) {
            assertThat(page.row(what).first()).containsText(ADMIN);
        }
    }

    @Test
    void aCollectorFetchesAndSaysWhenItCannot() {
        String provider = "box-" + some() + "@mercury.test";
        String owner = "owner-" + some() + "@mercury.test";
        Screen page = administration("Accounts");
        account(page, provider);
        account(page, owner);
        deliver(provider, "first");
        page.folder("Collectors");
        collector(page, provider, owner, "wrong password");
        Await.until("the outcome of the visit", PATIENCE, () -> {
            page.folder("Collectors");
            return !page.row(provider).locator(".bad").textContent().isBlank();
        });
        overview(page).warns("Collecting " + provider + " at 127.0.0.1 fails").shot("overview");
        page.folder("Collectors").press("Remove: " + provider).says("The collector was removed.");
        overview(page).lacks("Collecting " + provider);

        try (Imap imap = imap(owner, Rest.PASSWORD)) {
            page.folder("Collectors");
            collector(page, provider, owner, Rest.PASSWORD);
            Await.until("the first visit", PATIENCE, () -> imap.uidNext("INBOX") == 2);
            deliver(provider, "second");
            Await.until("its end", PATIENCE, () -> {
                page.folder("Collectors");
                return page.row(provider).locator("td").nth(4).textContent().equals("1");
            });
            page.press("Visit now: " + provider).says("is visited now");
            Await.until("the second visit", PATIENCE, () -> imap.uidNext("INBOX") == 3);
        }
        page.press("Remove: " + provider).says("The collector was removed.").shows("There are no collectors.");
    }

    private static void collector(Screen page, String login, String owner, String password) {
        page.fill("Server", "127.0.0.1").fill("Port", "70000").select("Protection", "none (same machine or network only)")
                .fill("Login", login).fill("Password", password).fill("Seconds between visits", "3600")
                .fill("Account that gets it, or what fits nobody", owner).press("Create")
                .warns("A port is a number from 1 to 65535");
        page.fill("Port", Integer.toString(SERVER.ports().pop3())).fill("Password", password).press("Create")
                .says("The collector was made.");
    }

    @Test
    void theFirstPageTellsTheListeners() {
        Screen page = administration("Overview");
        assertThat(page.row("submission").first()).containsText("listening");
        assertThat(page.row("imap").first()).containsText("127.0.0.1:" + SERVER.ports().imap());
        assertThat(page.row("down")).hasCount(0);
    }

    private static Screen administration(String section) {
        Screen page = BROWSER.login(ADMIN, "secret");
        assertThat(page.page().locator("h1")).hasText("Inbox");
        page.follow("Administration");
        assertThat(page.page().locator("h1")).hasText("Administration");
        page.side(section).click();
        return page;
    }

    private static Screen overview(Screen page) {
        page.side("Overview").click();
        assertThat(page.page().locator("h1")).hasText("Administration");
        return page;
    }

    private static void account(Screen page, String address) {
        page.folder("Accounts").fill("Address", address).fill("Password", Rest.PASSWORD).press("Create")
                .says("The account " + address + " was made.");
    }

    /** The answer to RCPT on port 25. */
    private static int rcpt(String address) {
        try (Smtp smtp = Smtp.connect(SERVER.ports().mx())) {
            smtp.ehlo();
            smtp.expect(250, "MAIL FROM:<somebody@away.test>");
            return smtp.send("RCPT TO:<" + address + ">").code();
        }
    }

    private static void deliver(String to, String subject) {
        try (Smtp smtp = Smtp.connect(SERVER.ports().mx())) {
            smtp.ehlo();
            String from = "somebody@away.test";
            assertEquals(250, smtp.deliver(from, Mail.of(from, to, subject, "hello\r\n"), to).code());
        }
    }

    /** Logged in, INBOX selected. */
    private static Imap imap(String address, String password) {
        Imap imap = Imap.connect(SERVER.ports().imap());
        imap.ok("LOGIN " + address + " \"" + password + "\"");
        imap.ok("SELECT INBOX");
        return imap;
    }

    private static void refused(String address, String password) {
        try (Imap imap = Imap.connect(SERVER.ports().imap())) {
            assertFalse(imap.command("LOGIN " + address + " \"" + password + "\"").ok());
        }
    }

    private static String some() {
        return Mail.token().substring(0, 8);
    }
}
