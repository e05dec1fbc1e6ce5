package org.mercurymail.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The few fields of one header that the scanner keeps, and what they say. Of a field that comes twice the first
 * counts; address fields are read together. What a whole message may make us keep is bounded by its {@link Limits}.
 */
final class KeptHeader {

    /** What is still allowed to the message that is being scanned. */
    static final class Limits {
        int octets = 1 << 20;
        int addresses = 20_000;
    }

    private static final int MAX_FIELD = 256 * 1024;
    private static final int MAX_REFERENCES = 1000;
    private static final Set<String> ADDRESSES = Set.of("from", "sender", "reply-to", "to", "cc", "bcc");
    private static final Set<String> SUMMARY = Set.of("date", "subject", "in-reply-to", "message-id", "references");
    private static final Set<String> CONTENT = Set.of("content-type", "content-transfer-encoding", "content-id",
            "content-description", "content-md5", "content-disposition", "content-language", "content-location");

    private final Limits limits;
    private final boolean summaryWanted;
    private final Map<String, String> values = new HashMap<>();
    private final ByteArrayOutputStream field = new ByteArrayOutputStream(128);
    private String name = "";

    /** @param summaryWanted this is a message's header, not only a part's */
    KeptHeader(Limits limits, boolean summaryWanted) {
        this.limits = limits;
        this.summaryWanted = summaryWanted;
    }

    /** A field begins; answers whether its bytes are wanted. */
    boolean begin(byte[] bytes, int from, int nameEnd) {
        end();
        String lower = new String(bytes, from, nameEnd - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        boolean address = ADDRESSES.contains(lower);
        boolean known = CONTENT.contains(lower) || summaryWanted && (address || SUMMARY.contains(lower));
        name = known && limits.octets > 0 && (address || !values.containsKey(lower)) ? lower : "";
        return !name.isEmpty();
    }

    /** Where the bytes of the field go that {@link #begin} said yes to; empty when they are not wanted. */
    Optional<ByteArrayOutputStream> sink() {
        return name.isEmpty() ? Optional.empty() : Optional.of(field);
    }

    int most() {
        return Math.min(MAX_FIELD, limits.octets);
    }

    /** The field that was open is whole. */
    void end() {
        if (!name.isEmpty()) {
            byte[] raw = field.toByteArray();
            int colon = 0;
            while (colon < raw.length && raw[colon] != ':') {
                colon++;
            }
            String value = HeaderFields.unfold(raw, Math.min(colon + 1, raw.length), raw.length);
            values.merge(name, value, (first, next) -> first + ", " + next);
            limits.octets -= raw.length;
        }
        field.reset();
        name = "";
    }

    /** The value, if the field was there and said something. */
    Optional<String> value(String wanted) {
        return Optional.ofNullable(values.get(wanted)).filter(v -> !v.isEmpty());
    }

    Optional<ContentField> content(String wanted) {
        return value(wanted).map(ContentField::parse);
    }

    /** Content-Language: tags between commas (RFC 3282 §2). */
    List<String> languages() {
        List<String> tags = new ArrayList<>();
        for (String tag : value("content-language").orElse("").split(",", ContentField.MAX_PARAMETERS)) {
            if (!tag.isBlank()) {
                tags.add(tag.strip());
            }
        }
        return tags;
    }

    Summary summary() {
        return new Summary(value("date"), value("subject"), addresses("from"), addresses("sender"),
                addresses("reply-to"), addresses("to"), addresses("cc"), addresses("bcc"), value("in-reply-to"),
                value("message-id"), references());
    }

    private List<ListedAddress> addresses(String wanted) {
        Optional<String> value = value(wanted);
        if (value.isEmpty()) {
            return List.of();
        }
        List<ListedAddress> list = AddressList.parse(value.get(), limits.addresses);
        limits.addresses -= list.size();
        return list;
    }

    /** The message ids between angle brackets; the newest of a list that is too long (RFC 5322 §3.6.4). */
    private List<String> references() {
        String text = value("references").orElse("");
        List<String> ids = new ArrayList<>();
        int from = text.indexOf('<');
        while (from >= 0) {
            int to = text.indexOf('>', from);
            if (to < 0) {
                break;
            }
            ids.add(text.substring(from, to + 1).replaceAll("\\s", ""));
            from = text.indexOf('<', to);
        }
        return ids.subList(Math.max(0, ids.size() - MAX_REFERENCES), ids.size());
    }
}
