package org.mercurymail.web.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mercurymail.mail.Flags;
import org.mercurymail.mime.MimeMessageScan;
import org.mercurymail.mime.MimeScanner;
import org.mercurymail.port.Body;
import org.mercurymail.port.StoredMessage;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class SafeHtmlTest {

    private static OpenMessage message(String text) throws IOException {
        byte[] bytes = text.replace("~", "\r\n").getBytes(StandardCharsets.UTF_8);
        MimeMessageScan scan = MimeScanner.scan(new ByteArrayInputStream(bytes));
        return new OpenMessage(1, new StoredMessage(1, 1, Flags.NONE, 1, Instant.EPOCH, Instant.EPOCH,
                bytes.length,
                scan.summary().encode(), scan.root().encode(), 0, Body.of(bytes)), scan.summary(), scan.root());
    }

    private static String body(String html) throws IOException {
        String page = new SafeHtml(message("Content-Type: text/html; charset=utf-8~~" + html)).page().orElseThrow();
        return page.substring(page.indexOf("<body>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<b>x</b>", "<a href=\"https://a.test/\"", "<td width=\"10\">", "color:red;",
        "font-family:Arial, sans-serif;"})
    void keepsWhatIsHarmless(String kept) throws IOException {
        String html = "<b>x</b><a href=\"https://a.test/\">l</a><table><tr><td width=10>t</td></tr></table>"
                + "<p style=\"color:red;font-family:Arial, sans-serif\">s</p>";
        assertTrue(body(html).contains(kept), body(html));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "<script>x()</script>|script",
        "<p onclick=x()>p</p>|onclick",
        "<img src=https://e.test/a>|e.test",
        "<img src=//e.test/a>|e.test",
        "<p style='background:url(https://e.test)'>p</p>|e.test",
        "<p style='color:re\\64 ;width:expression(1)'>p</p>|expression",
        "<p style='position:fixed;top:0'>p</p>|fixed",
        "<a href=javascript:x()>a</a>|javascript",
        "<img src='data:image/svg+xml;base64,AAAA'>|svg",
        "<form action=/x><input></form>|<form",
        "<meta http-equiv=refresh content='0;url=//e.test'>|e.test",
        "<base href=//e.test>|e.test",
    })
    void leavesOut(String html, String gone) throws IOException {
        assertFalse(body("<i>before</i>" + html).contains(gone), body(html));
    }

    @Test
    void putsTheMessagesOwnPicturesIn() throws IOException {
        String page = new SafeHtml(message("Content-Type: multipart/related; boundary=b~~--b~Content-Type: text/html~~"
                + "<img src=\"cid:one@x\"><img src=\"cid:none\" alt=\"gone\">~--b~Content-Type: image/png~"
                + "Content-ID: <one@x>~Content-Transfer-Encoding: base64~~AAEC~--b--~")).page().orElseThrow();
        assertTrue(page.contains("data:image/png;base64,AAEC"), page);
        assertTrue(page.contains("<span>gone</span>"), page);
        assertFalse(page.contains("cid:"), page);
    }

    @Test
    void deepNestingEnds() throws IOException {
        assertTrue(body("<div>".repeat(100_000) + "deep").length() > 0);
    }
}
