package org.mercurymail.web.api;

import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.mercurymail.accounts.Fields;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.MessageId;

/** What resources answer alike, and how they read what stands in a path. */
final class Answers {

    private Answers() { }

    /** 201, with the place of what was made. */
    static Response created(Object made, String... path) {
        return Response.created(place(path)).entity(made).build();
    }

    /** Below the base of the interface. */
    static URI place(String... path) {
        return URI.create(Arrays.stream(path).map(part ->
                URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20").replace("%40", "@"))
                .reduce((one, next) -> one + "/" + next).orElseThrow());
    }

    static Optional<Domain> domain(String text) {
        return Optional.ofNullable(text).map(given -> Fields.domain("domain", given));
    }

    /** What is no address is the address of nothing. */
    static Address address(Refusal none, String text) {
        return Address.parse(text.strip()).orElseThrow(() -> new Missing(none, text.strip()));
    }

    static MessageId message(String id) {
        return MessageId.parse(id).orElseThrow(() -> new Missing(Refusal.NO_MESSAGE, id));
    }

    static long number(Refusal none, String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new Missing(none);
        }
        return Long.parseLong(text);
    }
}
