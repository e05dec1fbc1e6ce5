package org.mercurymail.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** One page in the browser, in the words of somebody who sits before it: by labels, never by ids. */
record Screen(Page page) {

    /** By the form, in English. */
    Screen login(String address, String password) {
        page.navigate("/");
        fill("Address", address);
        fill("Password", password);
        return press("Log in");
    }

    /** @return the status that it is answered with */
    int open(String path) {
        return page.navigate(path).status();
    }

    /** The link of this name, whole. */
    Screen follow(String link) {
        link(link).click();
        return this;
    }

    Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true)).first();
    }

    Screen press(String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true)).click();
        return this;
    }

    /** The field with this label, whole. */
    Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    Screen fill(String label, String text) {
        field(label).fill(text);
        return this;
    }

    Screen select(String label, String option) {
        field(label).selectOption(new com.microsoft.playwright.options.SelectOption().setLabel(option));
        return this;
    }

    Screen attach(String name, byte[] octets) {
        page.getByLabel("Attach files").setInputFiles(new FilePayload(name, "application/octet-stream", octets));
        return this;
    }

    /** A folder of the webmail, or a page of the administration, at the side. */
    Locator side(String name) {
        return page.locator("nav.folders li a", new Page.LocatorOptions().setHasText(name)).first();
    }

    Screen folder(String name) {
        side(name).click();
        assertThat(page.locator("h1")).hasText(name);
        return this;
    }

    /** The row of a table where this is written. */
    Locator row(String text) {
        return page.locator("tbody tr", new Page.LocatorOptions().setHasText(text));
    }

    Screen check(String text) {
        row(text).getByRole(AriaRole.CHECKBOX).check();
        return this;
    }

    Screen search(String words) {
        page.getByRole(AriaRole.SEARCHBOX).fill(words);
        return press("Search");
    }

    /** What was done. */
    Screen says(String text) {
        assertThat(page.getByRole(AriaRole.STATUS)).containsText(text);
        return this;
    }

    /** What went wrong. */
    Screen warns(String text) {
        assertThat(page.locator(".alarm", new Page.LocatorOptions().setHasText(text))).isVisible();
        return this;
    }

    Screen shows(String text) {
        assertThat(page.locator("main")).containsText(text);
        return this;
    }

    Screen lacks(String text) {
        assertThat(page.locator("main")).not().containsText(text);
        return this;
    }

    byte[] download(String link) {
        Download download = page.waitForDownload(() -> follow(link));
        org.junit.jupiter.api.Assertions.assertEquals(link, download.suggestedFilename());
        try {
            return Files.readAllBytes(download.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For people to look at, in target/screenshots. */
    Screen shot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true)
                .setPath(MercuryServer.TARGET.resolve("screenshots").resolve(name + ".png")));
        return this;
    }
}
