package org.mercurymail.it;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Debian's Chromium, without a window. Notes every address that a page asks for. Never downloads a browser: without
 * Chromium the tests are skipped, and say so.
 */
final class Browser implements AutoCloseable {

    private static final List<String> PLACES = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser");
    private static final List<String> ARGUMENTS = List.of("--headless=new", "--no-sandbox", "--disable-gpu",
            "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final String base;

    private Browser(Path executable, String base) {
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(executable)
                .setArgs(ARGUMENTS));
        this.base = base;
    }

    static Browser start(MercuryServer server) {
        Optional<Path> found = Stream.concat(Stream.ofNullable(System.getenv("CHROMIUM")), PLACES.stream())
                .map(Path::of).filter(Files::isExecutable).findFirst();
        Assumptions.assumeTrue(found.isPresent(),
                "there is no Chromium; apt-get install -y chromium, or name it in CHROMIUM");
        return new Browser(found.get(), "http://127.0.0.1:" + server.ports().http());
    }

    /** A stranger's page: cookies of its own, this language, this width. */
    Page page(String language, int width) {
        return page(language, width, true);
    }

    Page page(String language, int width, boolean scripts) {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setLocale(language).setViewportSize(width, 800).setJavaScriptEnabled(scripts).setBaseURL(base));
        context.setDefaultTimeout(30_000);
        context.onRequest(request -> requests.add(request.url()));
        return context.newPage();
    }

    /** A page of somebody who logged in by the form. */
    Page login(String address, String password) {
        Page page = page("en-GB", 1280);
        login(page, address, password);
        return page;
    }

    static void login(Page page, String address, String password) {
        page.navigate("/");
        page.getByLabel("Address").fill(address);
        page.getByLabel("Password").fill(password);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions()
                .setName("Log in")).click();
    }

    /** Between tests: every page goes, with its cookies. */
    void closePages() {
        List.copyOf(chromium.contexts()).forEach(BrowserContext::close);
    }

    /** What was asked for that is not ours. */
    List<String> foreignRequests() {
        synchronized (requests) {
            return requests.stream().filter(url -> !url.startsWith(base + "/") && !url.startsWith("data:")
                    && !url.equals("about:blank")).toList();
        }
    }

    @Override
    public void close() {
        playwright.close();
    }
}
