package org.mercurymail.web.mail;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.safety.Cleaner;
import org.jsoup.safety.Safelist;
import org.mercurymail.mime.Charsets;
import org.mercurymail.mime.Part;

/**
 * The HTML of a message as a page may show it: jsoup's safelist leaves text, tables, links and pictures; no script, no
 * form, no style sheet, nothing that loads from elsewhere. Pictures of the message itself are put into the page.
 * The frame it is shown in forbids all the same things once more.
 */
final class SafeHtml {

    static final int MOST = 1 << 20;                     // octets of HTML
    private static final int MOST_PICTURES = 4 << 20;    // octets of pictures, together
    private static final int LONGEST_RULE = 200;
    private static final Set<String> PICTURES = Set.of("png", "gif", "jpeg", "jpg", "webp");
    private static final String DATA = "^data:image/(png|gif|jpe?g|webp);base64,[A-Za-z0-9+/=\\s]*$";
    private static final String SAFE_STYLE = "(?i)(color|background-color|font(-[a-z]+)?|text-(align|decoration|indent)"
            + "|(margin|padding|border)(-[a-z]+)*|width|max-width|height|line-height|vertical-align|white-space"
            + "|list-style-type|border-collapse)\\s*:[^\\\\(@<>]*(rgba?\\([\\d,.%\\s]*\\))?[^\\\\(@<>]*";

    private static final Safelist LIST = Safelist.relaxed()
            .addTags("center", "font", "hr", "s", "del", "ins", "tt", "big", "address", "article", "section", "header",
                    "footer", "main", "figure", "figcaption", "abbr", "kbd", "samp", "var", "mark")
            .addAttributes(":all", "style", "dir", "lang", "title", "align", "valign", "bgcolor", "width", "height")
            .addAttributes("font", "color", "face", "size")
            .addAttributes("table", "border", "cellpadding", "cellspacing")
            .addProtocols("img", "src", "cid", "data")
            .removeProtocols("a", "href", "ftp")
            .removeAttributes("blockquote", "cite").removeAttributes("q", "cite");

    private final OpenMessage message;
    private int pictures;

    SafeHtml(OpenMessage message) {
        this.message = message;
    }

    /** A whole document; empty when the message has no HTML. */
    Optional<String> page() throws IOException {
        Optional<Part> part = message.html();
        if (part.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = message.open(part.get())) {
            return Optional.of(page(Charsets.text(in.readNBytes(MOST), part.get().charset().orElse(""))));
        }
    }

    String page(String html) throws IOException {
        Document safe = new Cleaner(LIST).clean(Jsoup.parse(html));
        safe.outputSettings().prettyPrint(false);
        for (Element styled : safe.select("[style]")) {
            style(styled);
        }
        for (Element picture : safe.select("img")) {
            picture(picture);
        }
        for (Element link : safe.select("a[href]")) {
            link.attr("target", "_blank").attr("rel", "noopener noreferrer nofollow");
        }
        safe.head().append("<meta charset=\"UTF-8\"><style>body{margin:12px;color:#1b1f24;background:#fff;"
                + "font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}img{max-width:100%;height:auto}"
                + "table{max-width:100%}pre{white-space:pre-wrap}</style>");
        return "<!DOCTYPE html>" + safe.outerHtml();
    }

    private static void style(Element element) {
        StringBuilder kept = new StringBuilder();
        for (String rule : element.attr("style").split(";")) {
            if (rule.length() <= LONGEST_RULE && rule.strip().matches(SAFE_STYLE)) {
                kept.append(rule.strip()).append(';');
            }
        }
        element.removeAttr("style");
        if (!kept.isEmpty()) {
            element.attr("style", kept.toString());
        }
    }

    private void picture(Element picture) throws IOException {
        String source = picture.attr("src");
        Optional<String> data = source.startsWith("cid:") ? ofMessage(source.substring(4))
                : Optional.of(source).filter(s -> s.matches(DATA));
        picture.removeAttr("src");
        if (data.isPresent()) {
            picture.attr("src", data.get());
        } else {
            picture.replaceWith(new Element("span").text(picture.attr("alt")));
        }
    }

    private Optional<String> ofMessage(String id) throws IOException {
        Optional<Part> part = message.withId(id).filter(p -> p.type().equals("image")
                && PICTURES.contains(p.subtype()));
        if (part.isEmpty() || part.get().bodySize() > MOST_PICTURES) {
            return Optional.empty();
        }
        try (InputStream in = message.open(part.get())) {
            byte[] bytes = in.readNBytes(MOST_PICTURES - pictures);
            pictures += bytes.length;
            return in.read() >= 0 ? Optional.empty() : Optional.of("data:image/" + part.get().subtype() + ";base64,"
                    + Base64.getEncoder().encodeToString(bytes));
        }
    }
}
