package org.mercurymail.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.SameSiteAttribute;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What holds of every page in a real browser: who gets in, what runs and loads, who can read and use it. */
final class BrowserIT {

    private static final String U3 = "u3@mercury.test";
    private static final String U4 = "u4@mercury.test";
    private static final String U5 = "u5@mercury.test";
    private static final String ADMIN = "admin@mercury.test";
    private static final List<String> MAIL = List.of("/mail/", "/mail/compose.xhtml", "/mail/password.xhtml",
            "/mail/folders.xhtml");
    private static final List<String> ADMINISTRATION = List.of("/admin/", "/admin/domains.xhtml",
            "/admin/accounts.xhtml", "/admin/aliases.xhtml", "/admin/lists.xhtml", "/admin/queue.xhtml",
            "/admin/trace.xhtml", "/admin/collectors.xhtml", "/admin/audit.xhtml");

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @Test
    void wrongPasswordStaysOutside() {
        Screen page = BROWSER.login(U3, "wrong").warns("Wrong address or password.");
        for (String inside : List.of("/mail/", "/mail/message.xhtml?uid=1", "/mail/part?uid=1", "/admin/")) {
            page.open(inside);
            assertThat(page.field("Password")).isVisible();
        }
    }

    @Test
    void lettingOutIsForGood() {
        Screen page = BROWSER.login(U3, "secret");
        assertThat(page.page().locator("h1")).hasText("Inbox");
        page.press("Log out");
        assertThat(page.field("Password")).isVisible();
        page.page().goBack();
        page.page().reload();
        assertThat(page.field("Password")).isVisible();
    }

    @Test
    void administrationIsForAdministrators() {
        Screen page = BROWSER.login(U3, "secret");
        for (String path : ADMINISTRATION) {
            assertEquals(403, page.open(path), path);
        }
        assertThat(page.page().locator("h1")).hasText("This is for administrators");
    }

    /** No other site frames a page, learns where somebody came from, or gets the cookie; no script reads it. */
    @Test
    void headersAndCookiesKeepPagesToThemselves() {
        Screen page = BROWSER.login(ADMIN, "secret");
        for (String path : List.of("/mail/", "/admin/", "/mail/message.xhtml?uid=987654321")) {
            Response answer = page.page().navigate(path);
            String policy = answer.headerValue("content-security-policy");
            assertTrue(policy.contains("default-src '") && policy.contains("frame-ancestors 'none'"), policy);
            assertEquals("nosniff", answer.headerValue("x-content-type-options"), path);
            assertEquals("no-referrer", answer.headerValue("referrer-policy"), path);
            assertEquals("no-store", answer.headerValue("cache-control"), path);
        }
        Cookie cookie = page.page().context().cookies().stream().filter(c -> c.name.equals("mercury")).findFirst()
                .orElseThrow();
        assertTrue(cookie.httpOnly);
        assertEquals(SameSiteAttribute.LAX, cookie.sameSite);
        assertFalse(cookie.secure, "this server has no TLS here: WebIT has one that does");
        assertEquals("", page.page().evaluate("() => document.cookie"));
    }

    @Test
    void whatIsNotThereIsSaidSo() {
        Screen page = BROWSER.login(ADMIN, "secret");
        for (String path : List.of("/mail/message.xhtml?box=INBOX&uid=987654321", "/mail/message.xhtml?box=No&uid=1",
                "/mail/message.xhtml?uid=x", "/mail/index.xhtml?box=No", "/mail/compose.xhtml?mode=reply&uid=987654321",
                "/mail/part?uid=987654321", "/admin/account.xhtml?id=987654321", "/admin/account.xhtml?id=x",
                "/admin/account.xhtml", "/admin/domain.xhtml?name=none.test", "/admin/alias.xhtml?address=no@none.test",
                "/admin/alias.xhtml?address=x", "/admin/list.xhtml?address=no@none.test", "/admin/list.xhtml?address=x",
                "/admin/none.xhtml", "/none")) {
            assertEquals(404, page.open(path), path);
            assertThat(page.page().locator("h1")).hasText("There is no such page");
        }
        assertEquals(200, page.open("/admin/trace.xhtml?id=none"));
        page.shows("There is no such message.");
    }

    @Test
    void speaksFrench() {
        try (Smtp smtp = Smtp.submission(BROWSER.server().ports().submission(), U3)) { // a list has words of its own
            assertEquals(250, smtp.deliver(U3, Mail.of(U3, U3, "bonjour", "salut\r\n"), U3).code());
        }
        Screen page = BROWSER.page("fr-FR", 1280);
        page.open("/");
        assertEquals("fr", page.page().locator("html").getAttribute("lang"));
        page.fill("Adresse", U3).fill("Mot de passe", "faux").press("Se connecter");
        page.warns("Adresse ou mot de passe incorrect");
        page.fill("Adresse", U3).fill("Mot de passe", "secret").press("Se connecter");
        assertThat(page.page().locator("h1")).hasText("Boîte de réception");
        page.shot("french").open(page.link("English").getAttribute("href"));
        assertThat(page.side("Inbox")).isVisible();
        page.open("/mail/compose.xhtml");
        assertThat(page.field("Subject")).isVisible();
    }

    @Test
    void fitsAPhoneAndNeedsNoScript() {
        Screen page = BROWSER.plainPage("en-GB", 360).login(ADMIN, "secret");
        for (List<String> paths : List.of(MAIL, ADMINISTRATION)) {
            for (String path : paths) {
                page.open(path);
                int wide = (Integer) page.page().evaluate("() => document.documentElement.scrollWidth");
                assertTrue(wide > 0 && wide <= 360, path + " is " + wide + " wide");
                page.shot("phone" + path.replaceAll("\\W+", "-"));
            }
        }
        page.open("/mail/compose.xhtml");
        page.fill("To", "no address").press("Send").warns("no address");
    }

    /** Log in, write and send: with the Tab key, the Enter key and letters alone. */
    @Test
    void needsNoMouse() {
        String subject = "keys " + Mail.token();
        Screen page = BROWSER.page("en-GB", 1280);
        page.open("/");
        type(page, "Address", U3);
        type(page, "Password", "secret");
        enter(page, AriaRole.BUTTON, "Log in");
        assertThat(page.page().locator("h1")).hasText("Inbox");
        enter(page, AriaRole.LINK, "Compose");
        type(page, "To", U3);
        type(page, "Subject", subject);
        type(page, "Message", "Written without a mouse.");
        enter(page, AriaRole.BUTTON, "Send");
        page.says("The message was sent.");
        page.page().keyboard().press("Tab");
        assertEquals("Skip to the content", page.page().evaluate("() => document.activeElement.textContent"));
        enter(page, AriaRole.LINK, subject);
        assertThat(page.page().locator("pre.text")).containsText("Written without a mouse.");
    }

    private static void type(Screen page, String label, String text) {
        reach(page, page.field(label));
        page.page().keyboard().insertText(text);
    }

    private static void enter(Screen page, AriaRole role, String name) {
        reach(page, page.page().getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true)).first());
        page.page().keyboard().press("Enter");
    }

    /** Tab by tab; somebody must see where he is. */
    private static void reach(Screen page, com.microsoft.playwright.Locator wanted) {
        assertThat(wanted).isVisible();
        for (int steps = 0; steps < 100; steps++) {
            if ((Boolean) wanted.evaluate("it => it === document.activeElement")) {
                assertTrue((Boolean) wanted.evaluate("it => it.matches(':focus-visible')"));
                return;
            }
            page.page().keyboard().press("Tab");
        }
        throw new AssertionError("no Tab leads to " + wanted);
    }

    @Test
    void isFitForEverybody() {
        Screen page = BROWSER.login(ADMIN, "secret");
        for (List<String> paths : List.of(MAIL, ADMINISTRATION)) {
            for (String path : paths) {
                page.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
                page.open(path);
                assertNothingWrong(new AxeBuilder(page.page()), path);
                page.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
                assertNothingWrong(new AxeBuilder(page.page()).withRules(List.of("color-contrast")), path + ", dark");
            }
        }
    }

    private static void assertNothingWrong(AxeBuilder axe, String where) {
        assertEquals(List.of(), axe.setLegacyMode(true).analyze().getViolations().stream()
                .map(rule -> rule.getId() + " " + rule.getNodes()).toList(), where);
    }

    @Test
    void hostileHtmlRunsAndLoadsNothing() {
        List<String> vectors = HostileHtml.VECTORS;
        assertTrue(vectors.size() >= 20);
        String token = Mail.token();
        try (Smtp smtp = Smtp.submission(BROWSER.server().ports().submission(), U4)) {
            for (int i = 0; i < vectors.size(); i++) {
                byte[] message = ("From: <" + U4 + ">\r\nTo: <" + U5 + ">\r\nSubject: hostile " + i + " " + token
                        + "\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>shown " + i
                        + "</p>" + vectors.get(i) + "\r\n").getBytes(StandardCharsets.UTF_8);
                assertEquals(250, smtp.deliver(U4, message, U5).code());
            }
        }
        Screen screen = BROWSER.login(U5, "secret");
        Page page = screen.page();
        AtomicBoolean dialog = new AtomicBoolean();
        page.onDialog(d -> {
            dialog.set(true);
            d.dismiss();
        });
        for (int i = 0; i < vectors.size(); i++) {
            screen.open("/mail/");
            screen.follow("hostile " + i + " " + token);
            assertThat(page.frameLocator("iframe.html").getByText("shown " + i,
                    new FrameLocator.GetByTextOptions().setExact(true))).isVisible();
            page.waitForLoadState(LoadState.NETWORKIDLE);
            String inner = page.frames().get(1).content();
            assertFalse(inner.contains("owned") || inner.contains("evil.test"), vectors.get(i) + "\nleft " + inner);
            assertEquals("quiet", page.evaluate("() => window.owned ? 'owned' : 'quiet'"), vectors.get(i));
            assertFalse(dialog.get(), vectors.get(i));
            assertEquals(List.of(), BROWSER.foreignRequests(), vectors.get(i));
        }
        screen.shot("html");
    }
}
