package org.mercurymail.lists;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.mail.Address;
import org.mercurymail.mime.AddressList;
import org.mercurymail.mime.ListedAddress;

/**
 * Reads addresses from text: one a line, {@code Name <address>} too, or CSV with commas, semicolons or tabs (RFC 4180),
 * where the first column with an {@code @} counts, or the one that a first line calls so. Empty lines and those that
 * begin with # are passed over. Takes what is good and says of each bad line why. UTF-8, else ISO 8859-1. Bounded.
 */
final class MemberImport {

    static final int MOST_OCTETS = 4 << 20;
    static final int MOST_LINES = 100_000;

    private static final int MOST_REFUSALS = 1000;
    private static final Set<String> TITLES = Set.of("address", "email", "e-mail", "mail", "email address",
            "e-mail address", "adresse", "courriel", "adresse e-mail", "adresse email", "adresse mail");

    private final Map<String, Address> good = new LinkedHashMap<>();
    private final List<Imported.Refused> refused = new ArrayList<>();
    private final Function<Address, Optional<Invalid>> objection;
    private int doubles;
    private int column = -1;

    /** @param objection why an address cannot be a member, empty when it can */
    MemberImport(Function<Address, Optional<Invalid>> objection) {
        this.objection = objection;
    }

    /** @throws Invalid of the field {@code members} when the text is too large */
    MemberImport read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MOST_OCTETS + 1);
        if (bytes.length > MOST_OCTETS) {
            throw new Invalid("members", Refusal.IMPORT_TOO_LARGE, MOST_OCTETS >> 20);
        }
        String[] lines = text(bytes).split("\r\n|\r|\n", MOST_LINES + 2);
        if (lines.length > MOST_LINES + 1) {
            throw new Invalid("members", Refusal.TOO_MANY_LINES, MOST_LINES);
        }
        for (int i = 0; i < lines.length; i++) {
            line(i + 1, lines[i].strip());
        }
        return this;
    }

    /** Each once, by its key. */
    List<String> addresses() {
        return List.copyOf(good.keySet());
    }

    int doubles() {
        return doubles;
    }

    List<Imported.Refused> refused() {
        return refused;
    }

    private void line(int number, String line) {
        if (line.isEmpty() || line.startsWith("#") || isTitle(number, line)) {
            return;
        }
        String text = cell(line);
        Optional<Address> address = address(text);
        Optional<Invalid> why = address.isEmpty()
                ? Optional.of(new Invalid("address", Refusal.NOT_AN_ADDRESS, shown(text)))
                : objection.apply(address.get());
        if (why.isPresent()) {
            refuse(number, why.get());
        } else if (good.putIfAbsent(address.get().key(), address.get()) != null) {
            doubles++;
        }
    }

    private void refuse(int number, Invalid why) {
        if (refused.size() < MOST_REFUSALS) {
            refused.add(new Imported.Refused(number, why));
        } else if (refused.size() == MOST_REFUSALS) {
            refused.add(new Imported.Refused(number, new Invalid("address", Refusal.MORE_LINES)));
        }
    }

    private boolean isTitle(int number, String line) {
        List<String> cells = number == 1 && !line.contains("@") ? cells(line) : List.of();
        for (int i = 0; i < cells.size(); i++) {
            if (TITLES.contains(cells.get(i).toLowerCase(Locale.ROOT))) {
                column = i;
                return true;
            }
        }
        return false;
    }

    private String cell(String line) {
        List<String> cells = cells(line);
        if (column >= 0) {
            return column < cells.size() ? cells.get(column) : "";
        }
        return cells.stream().filter(cell -> cell.contains("@")).findFirst().orElse(line);
    }

    /** RFC 4180, with any of three separators; a quote that is not closed ends with the line. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"' && (quoted || cell.toString().isBlank())) {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == ';' || c == '\t')) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }

    private static Optional<Address> address(String text) {
        if (text.contains("<")) {
            List<ListedAddress> entries = AddressList.parse(text);
            return entries.size() == 1 ? entries.get(0).address().flatMap(Address::parse) : Optional.empty();
        }
        return Address.parse(text);
    }

    private static String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static String shown(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > 80 ? clean.substring(0, 80) + "…" : clean;
    }
}
