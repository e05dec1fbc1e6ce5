package org.mercurymail.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mercurymail.wire.LineTaker;

/**
 * Takes a server's replies out of arriving bytes, in pieces of any size (RFC 5321 §4.2). Bears long lines, many lines
 * and bare codes; what is no reply, or more than 64 KiB of one, breaks it for good.
 */
final class ReplyTaker {

    private static final int MAX_LINE = 2048;
    private static final int MAX_REPLY = 64 * 1024;
    private static final Pattern LINE = Pattern.compile("([2-5]\\d\\d)(?:([ -])(.*))?");
    private static final Pattern ENHANCED = Pattern.compile("([245])\\.\\d{1,3}\\.\\d{1,3}(?=\\s|$)");

    private final LineTaker lines = new LineTaker(MAX_LINE);
    private final List<String> texts = new ArrayList<>();
    private String code = "";
    private int size;
    private boolean broken;

    /** The next whole reply, or empty when all bytes were taken and none ended, or when it {@link #isBroken()}. */
    Optional<SmtpReply> take(ByteBuffer bytes) {
        while (!broken) {
            Optional<LineTaker.Line> line = lines.take(bytes);
            if (line.isEmpty()) {
                return Optional.empty();
            }
            size += line.get().bytes().length;
            Matcher read = LINE.matcher(text(line.get().bytes()));
            broken = line.get().bare() || size > MAX_REPLY || !read.matches()
                    || !code.isEmpty() && !code.equals(read.group(1));
            if (!broken) {
                code = read.group(1);
                texts.add(read.group(3) == null ? "" : read.group(3));
                if (!"-".equals(read.group(2))) {
                    return Optional.of(finished());
                }
            }
        }
        return Optional.empty();
    }

    /** What came was no reply; there is no way back. */
    boolean isBroken() {
        return broken;
    }

    private SmtpReply finished() {
        Matcher first = ENHANCED.matcher(texts.get(0));
        String enhanced = first.lookingAt() && first.group(1).equals(code.substring(0, 1)) ? first.group() : "";
        List<String> bare = texts.stream()
                .map(t -> !enhanced.isEmpty() && t.startsWith(enhanced) ? t.substring(enhanced.length()).strip() : t)
                .toList();
        SmtpReply reply = new SmtpReply(Integer.parseInt(code), enhanced, bare);
        texts.clear();
        code = "";
        size = 0;
        return reply;
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
    }
}
