package org.mercurymail.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Recipient.Notify;

/**
 * Reads one command line (RFC 5321 §4.1, RFC 3461 §4, RFC 6531 §3.3). Sees no session and never throws.
 * Liberal where real clients are careless and no harm is done: a space after {@code FROM:}, a path without brackets,
 * any name in EHLO.
 */
public final class SmtpParser {

    private static final int MAX_NAME = 255;
    private static final int MAX_ENVID = 100;  // RFC 3461 §5.4
    private static final int MAX_ORCPT = 500;  // RFC 3461 §5.4
    private static final Pattern COUNT = Pattern.compile("\\d{1,18}");
    private static final Pattern XTEXT = Pattern.compile("([!-*,-<>-~]|\\+[0-9A-F]{2})+"); // RFC 3461 §4
    private static final Pattern UTF8_XTEXT = Pattern.compile("[!-<>-~\\x{a0}-\\x{10ffff}]+"); // RFC 6533 §3
    private static final Pattern ADDR_TYPE = Pattern.compile("[A-Za-z0-9-]+");
    private static final Pattern MECHANISM = Pattern.compile("[A-Za-z0-9_-]{1,20}"); // RFC 4422 §3.1
    private static final Pattern UNSEEMLY = Pattern.compile("[^A-Za-z0-9._:\\[\\]-]");
    private static final Set<String> HTTP =
            Set.of("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "PATCH", "TRACE");

    static final SmtpReply UNKNOWN = SmtpReply.of(500, "5.5.2", "Unknown command; HELP lists those I know");

    private SmtpParser() { }

    /** @param line without its CRLF */
    public static SmtpLine parse(byte[] line) {
        Optional<String> decoded = decoded(line);
        if (decoded.isEmpty()) {
            return malformed(500, "5.5.2", "Control characters and malformed UTF-8 are not allowed in commands");
        }
        String text = decoded.get();
        int space = text.indexOf(' ');
        String name = space < 0 ? text : text.substring(0, space);
        String argument = space < 0 ? "" : text.substring(space + 1).strip();
        Optional<SmtpVerb> verb = SmtpVerb.named(name);
        if (verb.isEmpty()) {
            return new SmtpLine.Malformed(UNKNOWN, false);
        }
        return switch (verb.get()) {
            case EHLO, HELO, LHLO -> hello(verb.get(), argument);
            case AUTH -> auth(argument);
            case MAIL -> mail(argument);
            case RCPT -> rcpt(argument);
            case BDAT -> bdat(argument);
            case XCLIENT -> ForwardedClient.parse(argument).<SmtpLine>map(SmtpCommand.Xclient::new)
                    .orElseGet(() -> new SmtpCommand.Simple(SmtpVerb.XCLIENT, argument)); // who it is is known first
            case VRFY, EXPN -> argument.isEmpty()
                    ? malformed(501, "5.5.4", "Say whom: " + verb.get() + " name")
                    : new SmtpCommand.Simple(verb.get(), argument);
            case HELP, NOOP -> new SmtpCommand.Simple(verb.get(), argument);
            case STARTTLS, DATA, RSET, QUIT -> argument.isEmpty()
                    ? new SmtpCommand.Simple(verb.get(), "")
                    : malformed(501, "5.5.4", verb.get() + " takes no argument");
        };
    }

    /** True for the first line of an HTTP request: a browser, or somebody who misuses one, is on the line. */
    static boolean isHttp(byte[] line) {
        String text = new String(line, 0, Math.min(line.length, 16), StandardCharsets.ISO_8859_1);
        int space = text.indexOf(' ');
        return space > 0 && HTTP.contains(text.substring(0, space));
    }

    private static SmtpLine hello(SmtpVerb verb, String name) {
        if (name.isEmpty() || name.length() > MAX_NAME || !isAscii(name)) {
            return malformed(501, "5.5.4", "Say who you are: " + verb + " name");
        }
        return new SmtpCommand.Hello(verb, UNSEEMLY.matcher(name).replaceAll("?"));
    }

    private static SmtpLine auth(String argument) {
        String[] words = argument.split(" +", 2);
        if (!MECHANISM.matcher(words[0]).matches()) {
            return malformed(501, "5.5.4", "Name a mechanism: AUTH PLAIN");
        }
        Optional<String> initial = words.length > 1 ? Optional.of(words[1]) : Optional.empty();
        return new SmtpCommand.Auth(words[0].toUpperCase(Locale.ROOT), initial);
    }

    private static SmtpLine bdat(String argument) {
        String[] words = argument.split(" +");
        boolean last = words.length == 2 && words[1].equalsIgnoreCase("LAST");
        if (!COUNT.matcher(words[0]).matches() || words.length > (last ? 2 : 1)) {
            return new SmtpLine.Malformed(SmtpReply.of(501, "5.5.4", "Say BDAT size, or BDAT size LAST"), true);
        }
        return new SmtpCommand.Bdat(Long.parseLong(words[0]), last);
    }

    private static SmtpLine mail(String argument) {
        Optional<SmtpPath> path = SmtpPath.read(argument, "FROM:");
        if (path.isEmpty()) {
            return malformed(501, "5.5.4", "Say MAIL FROM:<address>");
        }
        Optional<Address> sender = path.get().address();
        if (sender.isEmpty() && !path.get().text().isEmpty()) {
            return malformed(501, "5.1.7", "The sender is no mail address");
        }
        Optional<Map<String, String>> given = parameters(path.get().rest());
        if (given.isEmpty()) {
            return malformed(501, "5.5.4", "A parameter of MAIL is malformed or said twice");
        }
        Map<String, String> parameters = given.get();
        Optional<String> utf8 = Optional.ofNullable(parameters.remove("SMTPUTF8"));
        String size = taken(parameters, "SIZE", "0");
        Optional<Envelope.Encoding> body = encoding(taken(parameters, "BODY", "8BITMIME"));
        Optional<Envelope.Ret> ret = ret(Optional.ofNullable(parameters.remove("RET")));
        Optional<String> envid = Optional.ofNullable(parameters.remove("ENVID"));
        Optional<AskedTerms> asked = AskedTerms.take(parameters);
        String auth = taken(parameters, "AUTH", "<>"); // RFC 4954 §5: heard, and believed of nobody
        if (!parameters.isEmpty()) {
            return malformed(555, "5.5.4", "Unknown parameter of MAIL");
        }
        if (!COUNT.matcher(size).matches() || body.isEmpty() || ret.isEmpty() || !utf8.orElse("").isEmpty() || asked.isEmpty()
                || envid.filter(e -> e.length() > MAX_ENVID || !XTEXT.matcher(e).matches()).isPresent()
                || !auth.equals("<>") && !XTEXT.matcher(auth).matches()) {
            return malformed(501, "5.5.4", "A parameter of MAIL has a wrong value");
        }
        if (path.get().isUtf8() && utf8.isEmpty()) {
            return malformed(553, "5.6.7", "Say SMTPUTF8 to use an international address"); // RFC 6531 §3.5
        }
        return new SmtpCommand.Mail(new Envelope(sender, List.of(), body.get(), utf8.isPresent(), ret.get(), envid),
                Long.parseLong(size), asked.get());
    }

    private static SmtpLine rcpt(String argument) {
        Optional<SmtpPath> path = SmtpPath.read(argument, "TO:");
        if (path.isEmpty()) {
            return malformed(501, "5.5.4", "Say RCPT TO:<address>");
        }
        boolean postmaster = path.get().text().equalsIgnoreCase("postmaster"); // RFC 5321 §4.1.1.3
        Optional<Address> address = path.get().address();
        if (address.isEmpty() && !postmaster) {
            return malformed(501, "5.1.3", "The recipient is no mail address");
        }
        Optional<Map<String, String>> given = parameters(path.get().rest());
        if (given.isEmpty()) {
            return malformed(501, "5.5.4", "A parameter of RCPT is malformed or said twice");
        }
        Map<String, String> parameters = given.get();
        Optional<Set<Notify>> notify = notifyOn(Optional.ofNullable(parameters.remove("NOTIFY")));
        Optional<String> original = Optional.ofNullable(parameters.remove("ORCPT"));
        if (!parameters.isEmpty()) {
            return malformed(555, "5.5.4", "Unknown parameter of RCPT");
        }
        if (notify.isEmpty() || original.isPresent() && !isOriginal(original.get())) {
            return malformed(501, "5.5.4", "A parameter of RCPT has a wrong value");
        }
        return new SmtpCommand.Rcpt(address, path.get().isUtf8(), notify.get(), original);
    }

    /** Keywords in upper case with their values, empty for none; no map when the text is no list of parameters. */
    private static Optional<Map<String, String>> parameters(String text) {
        Map<String, String> out = new HashMap<>();
        for (String word : text.strip().split(" +")) {
            if (word.isEmpty()) {
                continue;
            }
            int equals = word.indexOf('=');
            String keyword = equals < 0 ? word : word.substring(0, equals);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            if (!ADDR_TYPE.matcher(keyword).matches() || equals >= 0 && value.isEmpty()
                    || out.put(keyword.toUpperCase(Locale.ROOT), value) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(out);
    }

    private static String taken(Map<String, String> parameters, String keyword, String otherwise) {
        String value = parameters.remove(keyword);
        return value == null ? otherwise : value;
    }

    private static Optional<Envelope.Encoding> encoding(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "7BIT" -> Optional.of(Envelope.Encoding.SEVENBIT);
            case "8BITMIME" -> Optional.of(Envelope.Encoding.EIGHTBITMIME);
            case "BINARYMIME" -> Optional.of(Envelope.Encoding.BINARYMIME);
            default -> Optional.empty();
        };
    }

    private static Optional<Envelope.Ret> ret(Optional<String> text) {
        return switch (text.orElse("").toUpperCase(Locale.ROOT)) {
            case "" -> Optional.of(Envelope.Ret.UNSAID);
            case "FULL" -> Optional.of(Envelope.Ret.FULL);
            case "HDRS" -> Optional.of(Envelope.Ret.HDRS);
            default -> Optional.empty();
        };
    }

    private static Optional<Set<Notify>> notifyOn(Optional<String> text) {
        Set<Notify> out = EnumSet.noneOf(Notify.class);
        if (text.isEmpty()) {
            return Optional.of(out);
        }
        for (String word : text.get().toUpperCase(Locale.ROOT).split(",", -1)) {
            Optional<Notify> known = Arrays.stream(Notify.values()).filter(n -> n.name().equals(word)).findFirst();
            if (known.isEmpty()) {
                return Optional.empty();
            }
            out.add(known.get());
        }
        boolean lawful = out.size() == 1 || !out.contains(Notify.NEVER); // RFC 3461 §4.1
        return lawful ? Optional.of(out) : Optional.empty();
    }

    private static boolean isOriginal(String text) {
        int semicolon = text.indexOf(';');
        if (semicolon < 1 || text.length() > MAX_ORCPT) {
            return false;
        }
        String type = text.substring(0, semicolon);
        Pattern form = type.equalsIgnoreCase("utf-8") ? UTF8_XTEXT : XTEXT;
        return ADDR_TYPE.matcher(type).matches() && form.matcher(text.substring(semicolon + 1)).matches();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x7f);
    }

    private static Optional<String> decoded(byte[] line) {
        for (byte b : line) {
            if (b >= 0 && b < ' ' || b == 0x7f) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static SmtpLine malformed(int code, String enhanced, String text) {
        return new SmtpLine.Malformed(SmtpReply.of(code, enhanced, text), false);
    }
}
