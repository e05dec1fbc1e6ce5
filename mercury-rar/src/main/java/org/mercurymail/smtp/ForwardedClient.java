package org.mercurymail.smtp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mercurymail.port.Peer;

/**
 * Whom a trusted proxy speaks for, as XCLIENT of Postfix says it. NAME is read and has no effect: nothing here goes by a
 * client's name. LOGIN is not offered, since a name alone opens no account here.
 *
 * @param attributes by keyword in capitals, decoded; empty where the proxy does not know
 */
record ForwardedClient(Map<String, Optional<String>> attributes) {

    /** What EHLO offers. */
    static final String OFFERED = "XCLIENT NAME ADDR PORT PROTO HELO DESTADDR DESTPORT";

    private static final Set<String> KNOWN = Set.of("NAME", "ADDR", "PORT", "PROTO", "HELO", "LOGIN", "DESTADDR",
            "DESTPORT");
    private static final Set<String> UNKNOWN = Set.of("[UNAVAILABLE]", "[TEMPUNAVAIL]");
    private static final int MAX_VALUE = 255;
    private static final Pattern HEX = Pattern.compile("\\+([0-9A-F]{2})");
    private static final Pattern XTEXT = Pattern.compile("([!-*,-~]|\\+[0-9A-F]{2})+");
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("IPV6:[0-9A-F:.]{2,45}");
    private static final Pattern VISIBLE = Pattern.compile("[!-~]+");

    /** Empty when an attribute is malformed, unknown or said twice, or when there is none. */
    static Optional<ForwardedClient> parse(String text) {
        Map<String, Optional<String>> attributes = new HashMap<>();
        for (String word : text.split(" +")) {
            int equals = Math.max(0, word.indexOf('='));
            String keyword = word.substring(0, equals).toUpperCase(Locale.ROOT);
            String value = word.substring(Math.min(word.length(), equals + 1));
            boolean unavailable = UNKNOWN.contains(value.toUpperCase(Locale.ROOT));
            if (!KNOWN.contains(keyword) || value.length() > MAX_VALUE || !XTEXT.matcher(value).matches()
                    || attributes.put(keyword, unavailable ? Optional.empty() : Optional.of(decoded(value))) != null
                    || !unavailable && !isLawful(keyword, decoded(value))) {
                return Optional.empty();
            }
        }
        return Optional.of(new ForwardedClient(attributes));
    }

    /** The peer as the client that the proxy speaks for; what the proxy does not know of it is no address at all. */
    Peer over(Peer peer) {
        return new Peer(peer.connection(), peer.listener(), socket("ADDR", "PORT", peer.remote()),
                socket("DESTADDR", "DESTPORT", peer.local()), peer.secure());
    }

    Optional<String> helo() {
        return attributes.getOrDefault("HELO", Optional.empty());
    }

    /** The client said EHLO to the proxy; empty when nobody says. */
    Optional<Boolean> esmtp() {
        return attributes.getOrDefault("PROTO", Optional.empty()).map(proto -> proto.equalsIgnoreCase("ESMTP"));
    }

    private InetSocketAddress socket(String addressKey, String portKey, InetSocketAddress before) {
        Optional<String> address = attributes.getOrDefault(addressKey, Optional.of(""));
        Optional<String> port = attributes.getOrDefault(portKey, Optional.of(String.valueOf(before.getPort())));
        InetAddress who = address.map(text -> text.isEmpty() ? before.getAddress() : ip(text).orElseThrow())
                .orElseGet(() -> ip("0.0.0.0").orElseThrow());
        return new InetSocketAddress(who, port.map(Integer::parseInt).orElse(0));
    }

    private static boolean isLawful(String keyword, String value) {
        return switch (keyword) {
            case "ADDR", "DESTADDR" -> ip(value).isPresent();
            case "PORT", "DESTPORT" -> PORT.matcher(value).matches() && Integer.parseInt(value) <= 65_535;
            case "PROTO" -> value.equalsIgnoreCase("SMTP") || value.equalsIgnoreCase("ESMTP");
            case "LOGIN" -> false;
            default -> VISIBLE.matcher(value).matches();
        };
    }

    private static String decoded(String xtext) {
        Matcher matcher = HEX.matcher(xtext);
        return matcher.replaceAll(match ->
                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }

    /** A literal: never a question to DNS. */
    private static Optional<InetAddress> ip(String text) {
        String capitals = text.toUpperCase(Locale.ROOT);
        if (!IPV4.matcher(capitals).matches() && !IPV6.matcher(capitals).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(capitals.replaceFirst("^IPV6:", "")));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
