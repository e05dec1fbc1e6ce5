package org.mercurymail.lists;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.mime.MimeScanner;
import org.mercurymail.mime.Part;
import org.mercurymail.mime.TransferDecoding;
import org.mercurymail.port.Body;

/** Reads from a report (RFC 3464) whom a message did not reach. Believes no more than 64 KiB of it. */
final class BounceReport {

    /**
     * Somebody a copy did not reach.
     *
     * @param addresses as the report names them, the original one first
     * @param reason    one line
     */
    record Failure(List<Address> addresses, String reason) { }

    private static final int LIMIT = 64 * 1024;
    private static final int MOST_BLOCKS = 1000;
    private static final int MOST_REASON = 300;

    private BounceReport() { }

    /** Empty when it is no report, or one of no failure. */
    static List<Failure> failures(Body body) throws IOException {
        Optional<Part> status;
        try (InputStream in = body.open()) {
            status = status(MimeScanner.scan(in).root());
        }
        if (status.isEmpty()) {
            return List.of();
        }
        byte[] text;
        try (InputStream in = TransferDecoding.stream(body.open(status.get().bodyStart(),
                status.get().bodySize()), status.get().encoding())) {
            text = in.readNBytes(LIMIT);
        }
        return Arrays.stream(new String(text, StandardCharsets.UTF_8).split("\\r?\\n\\s*\\n", MOST_BLOCKS))
                .map(block -> HeaderFields.of(block.getBytes(StandardCharsets.UTF_8)))
                .flatMap(block -> failure(block).stream()).toList(); // RFC 3464 §2.1
    }

    private static Optional<Failure> failure(HeaderFields block) {
        List<Address> addresses = new ArrayList<>();
        typed(block, "Original-Recipient").flatMap(Address::parse).ifPresent(addresses::add);
        typed(block, "Final-Recipient").flatMap(Address::parse).ifPresent(addresses::add);
        boolean failed = value(block, "Action").toLowerCase(Locale.ROOT).startsWith("failed");
        if (!failed || addresses.isEmpty()) {
            return Optional.empty();
        }
        String reason = (value(block, "Status") + " " + typed(block, "Diagnostic-Code").orElse(""))
                .replaceAll("\\p{Cntrl}", " ").strip();
        return Optional.of(new Failure(addresses, reason.substring(0, Math.min(MOST_REASON, reason.length()))));
    }

    private static Optional<Part> status(Part part) {
        if (part.is("message", "delivery-status") || part.is("message", "global-delivery-status")) {
            return Optional.of(part);
        }
        return part.children().stream().flatMap(child -> status(child).stream()).findFirst();
    }

    /** What stands behind the type of an address or of a code: {@code rfc822; a@b}. */
    private static Optional<String> typed(HeaderFields block, String name) {
        String value = value(block, name);
        int semicolon = value.indexOf(';');
        return semicolon < 0 ? Optional.empty() : Optional.of(value.substring(semicolon + 1).strip());
    }

    private static String value(HeaderFields block, String name) {
        return block.first(name).map(HeaderFields.Field::value).orElse("");
    }
}
