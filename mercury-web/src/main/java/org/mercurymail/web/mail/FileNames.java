package org.mercurymail.web.mail;

import org.mercurymail.mime.ExtendedValue;
import org.mercurymail.mime.Part;

/** The names of attachments: fit for a file system, whatever the sender wrote, and as header fields want them. */
final class FileNames {

    private static final int LONGEST = 150;

    private FileNames() { }

    static String of(Part part) {
        String fallback = part.is("message", "rfc822") ? "message.eml" : "attachment." + switch (part.type()) {
            case "text" -> "txt";
            case "image" -> safe(part.subtype());
            default -> "bin";
        };
        return part.fileName().map(FileNames::safe).filter(name -> !name.isBlank()).orElse(fallback);
    }

    /** The last step of a path, without what file systems, shells and eyes stumble over. */
    static String safe(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String clean = last.codePoints().filter(c -> Character.getType(c) != Character.CONTROL
                        && Character.getType(c) != Character.FORMAT && Character.getType(c) != Character.SURROGATE
                        && ":*?\"<>|".indexOf(c) < 0)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString().strip();
        clean = clean.replaceAll("^\\.+", "");
        return clean.length() <= LONGEST ? clean : clean.substring(clean.length() - LONGEST);
    }

    /** {@code attachment; filename=…} (RFC 6266 §4), with the name in both forms when it is not ASCII. */
    static String disposition(String name) {
        return "attachment; filename=\"" + ascii(name) + "\"; filename*=UTF-8''" + ExtendedValue.encode(name);
    }

    private static String ascii(String name) {
        return name.replaceAll("[^ -~]|[\"\\\\%]", "_");
    }
}
