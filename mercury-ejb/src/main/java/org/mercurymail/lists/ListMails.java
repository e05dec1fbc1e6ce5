package org.mercurymail.lists;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import org.mercurymail.dsn.Report;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mime.EncodedWords;
import org.mercurymail.port.Body;
import org.mercurymail.store.ListRow;

/**
 * Writes what a list says itself, in its language: from the null sender and marked as automatic, so that nothing
 * answers it (RFC 3834 §3.3, §5). Sends nothing.
 */
final class ListMails {

    private static final String TEXTS = "org.mercurymail.lists.texts";
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'});
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

    private final String hostname;
    private final ListLinks links;

    ListMails(String hostname, ListLinks links) {
        this.hostname = hostname;
        this.links = links;
    }

    /** Asks for a confirmation; an answer to it is one. */
    Report confirmation(ListRow list, Subscription.Action action, Address member, String token,
            Optional<String> inReplyTo) {
        String what = action == Subscription.Action.SUBSCRIBE ? "subscribe" : "unsubscribe";
        return mail(list, what, member, ListAddresses.confirm(Address.of(list.address()), token),
                links.confirm(token), inReplyTo);
    }

    Report done(ListRow list, Subscription.Action action, Address member) {
        String what = action == Subscription.Action.SUBSCRIBE ? "welcome" : "goodbye";
        return mail(list, what, member, ListAddresses.owner(Address.of(list.address())), "", Optional.empty());
    }

    private Report mail(ListRow list, String what, Address member, Address from, String link,
            Optional<String> inReplyTo) {
        Address address = Address.of(list.address());
        Map<String, String> values = new HashMap<>(Map.of("name", list.name(), "list", address.toString(),
                "member", member.toString(), "link", link, "owner", ListAddresses.owner(address).toString(),
                "leave", ListAddresses.unsubscribe(address).toString(),
                "days", Long.toString(Confirmations.TOKEN_LIFE.toDays())));
        ResourceBundle texts = ResourceBundle.getBundle(TEXTS, Language.parse(list.language()).locale(),
                ListMails.class.getClassLoader());
        String text = filled(texts.getString(what + ".text"), values).replace("\n", "\r\n");
        boolean plain = text.chars().allMatch(c -> c < 0x7f);
        String head = "From: " + phrase(list.name()) + " <" + from + ">\r\n"
                + "To: <" + member + ">\r\n"
                + "Subject: " + EncodedWords.of(filled(texts.getString(what + ".subject"), values)) + "\r\n"
                + "Date: " + DATE.format(Instant.now()) + "\r\n"
                + "Message-ID: <" + MessageId.next() + "@" + hostname + ">\r\n"
                + inReplyTo.map(id -> "In-Reply-To: " + id + "\r\n").orElse("")
                + "Auto-Submitted: auto-replied\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=" + (plain ? "us-ascii" : "utf-8") + "\r\n"
                + (plain ? "" : "Content-Transfer-Encoding: base64\r\n") + "\r\n";
        String body = plain ? text : BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\r\n";
        Recipient to = new Recipient(member, Set.of(Recipient.Notify.NEVER), Optional.empty());
        return new Report(Envelope.of(Optional.empty(), List.of(member)).withOnly(List.of(to)),
                Body.of((head + body).getBytes(StandardCharsets.UTF_8)));
    }

    private static String filled(String text, Map<String, String> values) {
        String out = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            out = out.replace('{' + value.getKey() + '}', value.getValue());
        }
        return out;
    }

    /** RFC 5322 §3.2.5, RFC 2047 §5. */
    static String phrase(String name) {
        String clean = name.replaceAll("[\"\\\\\\p{Cntrl}]", " ").strip();
        String encoded = EncodedWords.of(clean);
        return encoded.startsWith("=?") ? encoded : '"' + clean + '"';
    }
}
