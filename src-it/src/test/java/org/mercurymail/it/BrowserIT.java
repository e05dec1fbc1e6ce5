package org.mercurymail.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.LoadState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Webmail and administration in a real browser. */
@Tag("browser")
final class BrowserIT {

    private static final String U3 = "u3@mercury.test";
    private static final String U4 = "u4@mercury.test";
    private static final Path SHOTS = MercuryServer.TARGET.resolve("screenshots");

    private static MercuryServer server;
    private static Browser browser;

    @BeforeAll
    static void start() {
        server = MercuryServer.shared();
        browser = Browser.start(server);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void closePages() {
        browser.closePages();
    }

    @Test
    void sendsAnAttachmentThatTheOtherAccountGets() throws Exception {
        String subject = "Réunion " + Mail.token();
        byte[] file = new byte[3_000_000];
        new Random(7).nextBytes(file);
        Page page = browser.login(U3, "secret");
        page.getByText("Compose").click();
        page.getByLabel("To", exact()).fill("U Four <" + U4 + ">");
        page.getByLabel("Subject").fill(subject);
        page.getByLabel("Message").fill("Bonjour à tous,\nit begins at ten €.");
        page.getByLabel("Attach files").setInputFiles(new FilePayload("plan d’été.bin", "application/x-plan", file));
        shot(page, "compose");
        press(page, "Send");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("The message was sent.");
        folder(page, "Sent").click();
        assertThat(page.getByText(subject)).isVisible();

        Page other = browser.login(U4, "secret");
        shot(other, "list");
        other.getByText(subject).click();
        assertThat(other.locator("pre.text")).containsText("Bonjour à tous,\nit begins at ten €.");
        shot(other, "message");
        Download download = other.waitForDownload(() -> other.getByText("plan d’été.bin").click());
        assertEquals("plan d’été.bin", download.suggestedFilename());
        assertArrayEquals(file, Files.readAllBytes(download.path()));

        other.getByText("Reply", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(other.getByLabel("To", exact())).hasValue(Pattern.compile(".*u3@mercury\\.test>?"));
        assertThat(other.getByLabel("Subject")).hasValue("Re: " + subject);
        assertTrue(other.getByLabel("Message").inputValue().contains("> it begins at ten €."));
        press(other, "Send");
        assertThat(other.getByRole(AriaRole.STATUS)).containsText("The message was sent.");
        page.navigate("/mail/");
        assertThat(page.getByText("Re: " + subject)).isVisible();
        assertEquals(List.of(), browser.foreignRequests());
    }

    @Test
    void draftsFlagsMovesSearchesAndDeletes() {
        String word = "wombat" + Mail.token().substring(0, 8);
        Page page = browser.login(U3, "secret");
        page.getByText("Compose").click();
        page.getByLabel("To", exact()).fill(U3);
        page.getByLabel("Subject").fill("Draft " + word);
        page.getByLabel("Message").fill("Élan vital " + word);
        press(page, "Save draft");
        page.getByText("Draft " + word).click();
        assertThat(page.getByLabel("Message")).hasValue(Pattern.compile("Élan vital " + word + "\\s*"));
        press(page, "Send");
        folder(page, "Drafts").click();
        assertThat(page.getByText("Draft " + word)).hasCount(0);

        folder(page, "Inbox").click();
        page.getByRole(AriaRole.SEARCHBOX).fill("elan " + word.toUpperCase());
        press(page, "Search");
        assertThat(page.locator("table.messages tbody tr")).hasCount(1);
        page.getByText("Draft " + word).click();
        press(page, "Flag");
        assertThat(page.locator("h1")).containsText("★");
        press(page, "Unflag");
        assertThat(page.locator("h1")).not().containsText("★");
        press(page, "Mark unread");
        Locator row = page.locator("tr", new Page.LocatorOptions().setHasText("Draft " + word));
        assertThat(row).hasClass("unread");
        row.getByRole(AriaRole.CHECKBOX).check();
        press(page, "Delete");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("moved to the trash");
        folder(page, "Trash").click();
        page.locator("tr", new Page.LocatorOptions().setHasText("Draft " + word)).getByRole(AriaRole.CHECKBOX).check();
        press(page, "Delete");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("deleted for good");
        assertThat(page.getByText("Draft " + word)).hasCount(0);
    }

    @Test
    void takesTwentyFiveMegabytesAndNoMore() throws Exception {
        String subject = "large " + Mail.token();
        Path file = Files.createTempFile(MercuryServer.TARGET, "attached", ".bin");
        Page page = browser.login(U3, "secret");
        page.getByText("Compose").click();
        page.getByLabel("To", exact()).fill("u6@mercury.test");
        page.getByLabel("Subject").fill(subject);
        Files.write(file, new byte[26 * 1024 * 1024 + 1]);
        page.getByLabel("Attach files").setInputFiles(file);
        press(page, "Send");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("larger than 25 MB");
        assertThat(page.getByLabel("Subject")).hasValue(subject);
        Files.write(file, new byte[25 * 1024 * 1024]);
        page.getByLabel("Attach files").setInputFiles(file);
        press(page, "Send");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("The message was sent.");
        Page other = browser.login("u6@mercury.test", "secret");
        other.getByText(subject).click();
        Download download = other.waitForDownload(() -> other.locator(".attachments a").click());
        assertEquals(25 * 1024 * 1024, Files.size(download.path()));
        Files.delete(file);
    }

    @Test
    void wrongPasswordStaysOutside() {
        Page page = browser.login(U3, "wrong");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Wrong address or password.");
        page.navigate("/mail/");
        assertThat(page.getByLabel("Password")).isVisible();
        page.navigate("/admin/");
        assertThat(page.getByLabel("Password")).isVisible();
    }

    @Test
    void speaksFrench() {
        Page page = browser.page("fr-FR", 1280);
        page.navigate("/");
        assertEquals("fr", page.locator("html").getAttribute("lang"));
        page.getByLabel("Adresse").fill(U3);
        page.getByLabel("Mot de passe").fill("secret");
        press(page, "Se connecter");
        assertThat(page.getByText("Écrire")).isVisible();
        assertThat(page.locator("h1")).hasText("Boîte de réception");
        shot(page, "french");
        page.getByText("English").click();
        assertThat(page.getByText("Compose")).isVisible();
        page.navigate("/mail/");
        assertThat(page.getByText("Compose")).isVisible();
    }

    @Test
    void fitsAPhoneAndNeedsNoScript() {
        Page page = browser.page("en-GB", 360, false);
        Browser.login(page, U3, "secret");
        for (String path : List.of("/mail/", "/mail/compose.xhtml", "/mail/password.xhtml", "/mail/folders.xhtml")) {
            page.navigate(path);
            assertTrue(page.locator("main").boundingBox().width <= 360, path);
            int wide = (Integer) page.evaluate("() => document.documentElement.scrollWidth");
            assertTrue(wide > 0 && wide <= 360, path + " is " + wide + " wide");
            shot(page, "phone" + path.replaceAll("\\W+", "-"));
        }
        page.getByText("Compose").first().click();
        page.getByLabel("To", exact()).fill("no address");
        press(page, "Send");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("no address");
    }

    @Test
    void administratorMakesADomainAndAnAccountThatLogsIn() {
        String domain = "firm" + Mail.token().substring(0, 8) + ".test";
        Page page = browser.login("admin@mercury.test", "secret");
        page.getByText("Administration", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("h1")).hasText("Administration");
        shot(page, "admin");
        folder(page, "Domains").click();
        page.getByLabel("Name", exact()).fill(domain);
        press(page, "Create");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText(domain);
        folder(page, "Accounts").click();
        page.getByLabel("Address").fill("desk@" + domain);
        page.getByLabel("Password").fill("correct horse battery");
        press(page, "Create");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("desk@" + domain);
        shot(page, "accounts");
        try (Imap imap = Imap.connect(server.ports().imap())) {
            imap.ok("LOGIN desk@" + domain + " \"correct horse battery\"");
        }
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("desk@" + domain)).click();
        page.getByLabel("Label").fill("telephone");
        press(page, "Make an application password");
        String secret = page.locator(".secret code").innerText();
        assertThat(page.getByLabel("Display name")).hasValue("desk");
        shot(page, "account");
        try (Imap imap = Imap.connect(server.ports().imap())) {
            imap.ok("LOGIN desk@" + domain + " \"" + secret + "\"");
        }
        press(page, "Close the account");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("The account was closed");
        try (Imap imap = Imap.connect(server.ports().imap())) {
            assertFalse(imap.command("LOGIN desk@" + domain + " \"" + secret + "\"").status().startsWith("OK"));
        }
        press(page, "Reopen the account");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("open again");
        page.getByLabel("Display name").fill("The desk");
        press(page, "Save");
        assertThat(page.getByLabel("Display name")).hasValue("The desk");
        press(page, "Revoke: telephone");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("revoked");
        for (String path : List.of("domains", "aliases", "lists", "queue", "trace", "collectors", "audit")) {
            assertEquals(200, page.navigate("/admin/" + path + ".xhtml").status(), path);
            shot(page, "admin-" + path);
        }
    }

    @Test
    void administratorMakesAListThatAMemberLeavesInOneClick() throws Exception {
        String list = "news" + Mail.token().substring(0, 8) + "@mercury.test";
        Page page = browser.login("admin@mercury.test", "secret");
        page.navigate("/admin/lists.xhtml");
        page.getByLabel("Address", exact()).fill(list);
        page.getByLabel("Who may post").selectOption("anyone");
        page.getByLabel("Owners").fill("admin@mercury.test");
        press(page, "Create");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(list)).click();
        page.getByLabel("Several members").fill("u7@mercury.test\nno address\nu8@mercury.test");
        press(page, "Import");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Added: 2");
        assertThat(page.locator("main")).containsText("Line 2");
        assertThat(page.getByLabel("Owners")).hasValue("admin@mercury.test");
        shot(page, "admin-list");
        String token = Mail.token();
        try (Smtp smtp = Smtp.submission(server.ports().submission(), U3)) {
            assertEquals(250, smtp.deliver(U3, Mail.of(U3, list, token, "news\r\n"), list).code());
        }
        String link;
        try (Imap imap = Imap.login(server.ports().imap(), "u7@mercury.test")) {
            imap.ok("SELECT INBOX");
            long uid = Await.value(() -> "the copy", Duration.ofSeconds(20), () ->
                    imap.search("SUBJECT " + token).stream().findFirst());
            String copy = new String(imap.body(uid), StandardCharsets.US_ASCII).replaceAll("\r\n[ \t]", " ");
            Matcher found = Pattern.compile(
                    "List-Unsubscribe:[^\r]*<https?://[^/]*(/lists/leave/[^>]*)>").matcher(copy);
            assertTrue(found.find(), copy);
            link = found.group(1);
        }
        Page stranger = browser.page("fr-FR", 360);
        stranger.navigate(link);
        assertThat(stranger.getByRole(AriaRole.BUTTON)).hasAttribute("value", "Se désabonner");
        shot(stranger, "leave");
        page.reload();
        assertThat(page.locator("table.rows")).containsText("u7@mercury.test");
        stranger.getByRole(AriaRole.BUTTON).click();
        assertThat(stranger.locator("h1")).hasText("Vous êtes désabonné.");
        page.navigate("/admin/list.xhtml?address=" + list);
        assertThat(page.locator("table.rows")).containsText("u8@mercury.test");
        assertThat(page.locator("table.rows")).not().containsText("u7@mercury.test");
    }

    @Test
    void isFitForEverybody() {
        Page page = browser.login("admin@mercury.test", "secret");
        for (String path : List.of("/mail/", "/mail/compose.xhtml", "/mail/password.xhtml", "/mail/folders.xhtml",
                "/admin/", "/admin/domains.xhtml", "/admin/accounts.xhtml", "/admin/aliases.xhtml",
                "/admin/lists.xhtml", "/admin/queue.xhtml", "/admin/collectors.xhtml", "/admin/audit.xhtml")) {
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                page.navigate(path);
                assertEquals(List.of(), new AxeBuilder(page).analyze().getViolations().stream()
                        .map(rule -> rule.getId() + " " + rule.getNodes()).toList(), path + " " + scheme);
            }
        }
        shot(page, "dark");
    }

    @Test
    void administrationIsForAdministrators() {
        Page page = browser.login(U3, "secret");
        assertEquals(403, page.navigate("/admin/").status());
        assertEquals(403, page.navigate("/admin/accounts.xhtml").status());
    }

    @Test
    void hostileHtmlRunsAndLoadsNothing() throws Exception {
        List<String> vectors = HostileHtml.VECTORS;
        assertTrue(vectors.size() >= 20);
        String token = Mail.token();
        try (Smtp smtp = Smtp.submission(server.ports().submission(), U4)) {
            for (int i = 0; i < vectors.size(); i++) {
                byte[] message = ("From: <" + U4 + ">\r\nTo: <u5@mercury.test>\r\nSubject: hostile " + i + " " + token
                        + "\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>shown " + i
                        + "</p>" + vectors.get(i) + "\r\n").getBytes(StandardCharsets.UTF_8);
                assertEquals(250, smtp.deliver(U4, message, "u5@mercury.test").code());
            }
        }
        Page page = browser.login("u5@mercury.test", "secret");
        boolean[] dialog = new boolean[1];
        page.onDialog(d -> {
            dialog[0] = true;
            d.dismiss();
        });
        for (int i = 0; i < vectors.size(); i++) {
            page.navigate("/mail/");
            page.getByText("hostile " + i + " " + token).click();
            assertThat(page.frameLocator("iframe.html").getByText("shown " + i, new FrameLocator.GetByTextOptions().setExact(true))).isVisible();
            page.waitForLoadState(LoadState.NETWORKIDLE);
            String inner = page.frames().get(1).content();
            assertFalse(inner.contains("owned") || inner.contains("evil.test"), vectors.get(i) + "\nleft " + inner);
            assertEquals("quiet", page.evaluate("() => window.owned ? 'owned' : 'quiet'"), vectors.get(i));
            assertFalse(dialog[0], vectors.get(i));
            assertEquals(List.of(), browser.foreignRequests(), vectors.get(i));
        }
        page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve("html.png")));
    }

    private static Page.GetByLabelOptions exact() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    private static Locator folder(Page page, String name) {
        return page.locator("nav.folders a", new Page.LocatorOptions().setHasText(name)).first();
    }

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true)).click();
    }

    private static void shot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png")).setFullPage(true));
    }
}
