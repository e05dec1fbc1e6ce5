package org.mercurymail.web.mail;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.mercurymail.mime.Charsets;
import org.mercurymail.mime.ListedAddress;
import org.mercurymail.mime.Summary;
import org.mercurymail.web.Figures;
import org.mercurymail.web.Texts;

/** What a new message takes over from the one it answers or passes on. */
record Quotation(OpenMessage message) {

    String replySubject() {
        return prefixed("Re: ", "re:");
    }

    String forwardSubject() {
        return prefixed("Fwd: ", "fwd:");
    }

    /** To whom an answer goes. */
    String replyTo(String own) {
        Summary summary = message.summary();
        boolean mine = summary.from().stream().anyMatch(a -> is(a, own));
        return People.named(mine ? summary.to() : summary.replyToOrFrom());
    }

    /** Everybody else who got it, for an answer to all. */
    String others(String own) {
        List<ListedAddress> others = new ArrayList<>();
        Summary summary = message.summary();
        boolean mine = summary.from().stream().anyMatch(a -> is(a, own));
        if (!mine) {
            others.addAll(summary.to());
        }
        others.addAll(summary.cc());
        others.removeIf(a -> is(a, own) || summary.replyToOrFrom().stream().anyMatch(r -> r.address().equals(a.address())));
        return People.named(others);
    }

    String replyText() throws IOException {
        StringBuilder out = new StringBuilder("\n\n").append(Texts.of("wrote", date(), People.named(
                message.summary().from()))).append('\n');
        text().lines().forEach(line -> out.append(line.startsWith(">") ? ">" : "> ").append(line).append('\n'));
        return out.toString();
    }

    String forwardText() throws IOException {
        return "\n\n-------- " + Texts.of("forwarded") + " --------\n"
                + Texts.of("subject") + ": " + message.summary().subjectText() + '\n'
                + Texts.of("date") + ": " + date() + '\n'
                + Texts.of("from") + ": " + People.named(message.summary().from()) + '\n'
                + Texts.of("to") + ": " + People.named(message.summary().to()) + "\n\n" + text();
    }

    /** The plain text, or what the HTML says. */
    String text() throws IOException {
        if (message.text().isPresent()) {
            return message.text().get().text();
        }
        if (message.html().isEmpty()) {
            return "";
        }
        try (InputStream in = message.open(message.html().get())) {
            Element body = Jsoup.parse(Charsets.text(in.readNBytes(SafeHtml.MOST),
                    message.html().get().charset().orElse(""))).body();
            body.select("style, script, title").remove();
            body.select("br").append("\n");
            body.select("p, div, li, tr, h1, h2, h3, blockquote").prepend("\n");
            return body.wholeText().replaceAll("[ \\t\\u00a0]+", " ").replaceAll("\\n\\s*\\n\\s*", "\n\n").strip();
        }
    }

    private String date() {
        return Figures.date(message.summary().sentDate().orElse(message.stored().internalDate()), Texts.locale());
    }

    private String prefixed(String prefix, String already) {
        String subject = message.summary().subjectText();
        return subject.toLowerCase(Locale.ROOT).startsWith(already) ? subject : prefix + subject;
    }

    private static boolean is(ListedAddress listed, String own) {
        return listed.address().filter(a -> a.equalsIgnoreCase(own)).isPresent();
    }
}
