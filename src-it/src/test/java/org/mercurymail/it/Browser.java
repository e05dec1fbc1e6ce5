package org.mercurymail.it;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Chromium without a window, for the tests of one class, at the pages of one server. Notes every address that a page
 * asks for. Never downloads a browser: without Chromium the tests are skipped, and say so; the server is not started.
 */
final class Browser implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final List<String> PLACES = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome"); // as programs.sh has them
    private static final List<String> ARGUMENTS = List.of("--headless=new", "--no-sandbox", "--disable-gpu",
            "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync");
    private static final int PATIENCE_MS = 30_000;

    private final Supplier<MercuryServer> started;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private Playwright playwright;
    private com.microsoft.playwright.Browser chromium;
    private MercuryServer server;

    Browser() {
        this(MercuryServer::shared);
    }

    Browser(Supplier<MercuryServer> started) {
        this.started = started;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Optional<Path> found = Stream.concat(Stream.ofNullable(System.getenv("CHROMIUM")), PLACES.stream())
                .map(Path::of).filter(Browser::runs).findFirst();
        Assumptions.assumeTrue(found.isPresent(), "there is no Chromium: apt-get install chromium, or name one in "
                + "CHROMIUM (src-it/programs.sh)");
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        server = started.get();
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(found.get())
                .setArgs(ARGUMENTS));
    }

    /** Some distributions have a stub there that only tells of another package. */
    private static boolean runs(Path executable) {
        try {
            Process process = new ProcessBuilder(executable.toString(), "--version")
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            boolean ended = process.waitFor(30, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Every page goes, with its cookies. */
    @Override
    public void afterEach(ExtensionContext context) {
        List.copyOf(chromium.contexts()).forEach(BrowserContext::close);
        requests.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (playwright != null) {
            playwright.close();
        }
    }

    MercuryServer server() {
        return server;
    }

    /** A stranger's page: cookies of its own, this language, this width. */
    Screen page(String language, int width) {
        return page(options(language, width));
    }

    /** The same in a browser without scripts. */
    Screen plainPage(String language, int width) {
        return page(options(language, width).setJavaScriptEnabled(false));
    }

    Screen login(String address, String password) {
        return page("en-GB", 1280).login(address, password);
    }

    private static com.microsoft.playwright.Browser.NewContextOptions options(String language, int width) {
        return new com.microsoft.playwright.Browser.NewContextOptions().setLocale(language).setViewportSize(width, 800);
    }

    private Screen page(com.microsoft.playwright.Browser.NewContextOptions options) {
        BrowserContext context = chromium.newContext(options.setBaseURL(base()));
        context.setDefaultTimeout(PATIENCE_MS);
        context.onRequest(request -> requests.add(request.url()));
        return new Screen(context.newPage());
    }

    /** What was asked for that is not ours. */
    List<String> foreignRequests() {
        synchronized (requests) {
            return requests.stream().filter(url -> !url.startsWith(base() + "/") && !url.startsWith("data:")
                    && !url.equals("about:blank")).toList();
        }
    }

    private String base() {
        return "http://127.0.0.1:" + server.ports().http();
    }
}
