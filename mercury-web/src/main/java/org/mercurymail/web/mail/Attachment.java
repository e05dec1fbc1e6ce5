package org.mercurymail.web.mail;

import java.util.List;
import org.mercurymail.web.Figures;
import org.mercurymail.web.Texts;

/**
 * An attachment as a page shows it.
 *
 * @param path the part's name in its message
 * @param size of what is downloaded, about
 * @param kept when a message is written on: it goes along
 */
public record Attachment(String path, String name, String size, boolean kept) {

    static List<Attachment> of(OpenMessage message) {
        return message.attachments().stream().map(named -> new Attachment(named.path(), FileNames.of(named.part()),
                Figures.size(decoded(named.part().bodySize(), named.part().encoding()), Texts.locale()), true)).toList();
    }

    private static long decoded(long octets, String encoding) {
        return encoding.equals("base64") ? octets * 57 / 78 : octets; // lines of 76 letters and a line break
    }
}
