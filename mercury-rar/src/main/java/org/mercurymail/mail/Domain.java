package org.mercurymail.mail;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mail domain in its one comparable form: lower-case A-labels, or an address literal in brackets
 * (RFC 5321 §4.1.2 and §4.1.3, RFC 5890). Never holds a name that DNS could not carry.
 *
 * @param name at most 255 octets, ASCII
 */
public record Domain(String name) {

    private static final int MAX_NAME = 255; // RFC 5321 §4.5.3.1.2
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern LITERAL =
            Pattern.compile("\\[(" + OCTET + "(\\." + OCTET + "){3}|ipv6:[0-9a-f:.]{2,45})]");

    public Domain {
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("no domain"); // nor may a line end reach the wire in it
        }
    }

    /** Reads a domain as a peer or a person wrote it; empty when it is none. Accepts U-labels (RFC 6531 §3.3). */
    public static Optional<Domain> parse(String text) {
        if (text.isEmpty() || text.length() > MAX_NAME) {
            return Optional.empty();
        }
        if (text.charAt(0) == '[') {
            String literal = text.toLowerCase(Locale.ROOT);
            return LITERAL.matcher(literal).matches() ? Optional.of(new Domain(literal)) : Optional.empty();
        }
        String ascii;
        try {
            ascii = IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException notADomain) {
            return Optional.empty();
        }
        if (ascii.length() > MAX_NAME) {
            return Optional.empty();
        }
        for (String label : ascii.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return Optional.empty();
            }
        }
        return Optional.of(new Domain(ascii));
    }

    /** The machine's own name, with its domain where the machine knows it; {@code localhost} when it has none. */
    public static Domain ofMachine() {
        Domain best = new Domain("localhost");
        try {
            InetAddress machine = InetAddress.getLocalHost();
            for (String name : List.of(machine.getHostName(), machine.getCanonicalHostName())) {
                Optional<Domain> known = parse(name).filter(d -> !name.equals(machine.getHostAddress()));
                if (known.isPresent() && (best.name.equals("localhost") || name.indexOf('.') > 0)) {
                    best = known.get();
                }
            }
        } catch (UnknownHostException nameless) {
            return best;
        }
        return best;
    }

    /** True for {@code [192.0.2.1]} and its like. */
    public boolean isLiteral() {
        return name.charAt(0) == '[';
    }

    /** The name as a person reads it, with U-labels. */
    public String unicode() {
        return isLiteral() ? name : IDN.toUnicode(name, IDN.ALLOW_UNASSIGNED);
    }

    @Override
    public String toString() {
        return name;
    }
}
