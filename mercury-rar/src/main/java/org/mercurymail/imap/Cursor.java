package org.mercurymail.imap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Pulls the terminals of RFC 9051 §9 out of one command: atoms, strings, literals, numbers, sets. Reads forward only
 * and says {@link Malformed} at the first octet that does not fit. Knows no command.
 */
final class Cursor {

    /** The command is not what the grammar says; the text is for the client. */
    static class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String text) {
            super(text, null, false, false); // a value rather than an event: no stack trace
        }
    }

    private final byte[] text;
    private final List<CommandFrame.Literal> literals;
    private int at;
    private int nextLiteral;

    Cursor(CommandFrame frame) {
        this.text = frame.text();
        this.literals = frame.literals();
    }

    boolean atEnd() {
        return at == text.length;
    }

    void end() throws Malformed {
        if (!atEnd()) {
            throw new Malformed("Unexpected text after the command");
        }
    }

    /** True when this text follows the space that comes next, in any case. */
    boolean nextAfterSpaceIs(String text) {
        int end = at + 1 + text.length();
        return end <= this.text.length && text.equalsIgnoreCase(
                new String(this.text, at + 1, text.length(), StandardCharsets.US_ASCII));
    }

    /** Passes over all the rest. */
    void skip() {
        at = text.length;
    }

    boolean next(char c) {
        return at < text.length && text[at] == c;
    }

    boolean take(char c) {
        boolean there = next(c);
        at += there ? 1 : 0;
        return there;
    }

    void expect(char c) throws Malformed {
        if (!take(c)) {
            throw new Malformed(c == ' ' ? "A space is missing" : "Expected " + c);
        }
    }

    void space() throws Malformed {
        expect(' ');
        while (take(' ')) { // clients send two now and then; nothing else can be meant
        }
    }

    /** A tag: what an astring may hold, without {@code +} (RFC 9051 §9). */
    String tag() throws Malformed {
        int from = at;
        while (at < text.length && isAstringChar(text[at]) && text[at] != '+') {
            at++;
        }
        return ascii(from, "A tag is missing");
    }

    String atom() throws Malformed {
        int from = at;
        while (at < text.length && isAtomChar(text[at])) {
            at++;
        }
        return ascii(from, "An atom is missing");
    }

    /** A word of a command's own vocabulary, in upper case; stops at brackets and all that is no letter or digit. */
    String word() throws Malformed {
        int from = at;
        while (at < text.length && isWordChar(text[at])) {
            at++;
        }
        return ascii(from, "A word is missing").toUpperCase(java.util.Locale.ROOT);
    }

    /** Takes this word if it comes next, in any case, and nothing otherwise. */
    boolean takeWord(String word) {
        int end = at + word.length();
        if (end > text.length || end < text.length && isWordChar(text[end])) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (Character.toUpperCase((char) (text[at + i] & 0xff)) != word.charAt(i)) {
                return false;
            }
        }
        at = end;
        return true;
    }

    String astring() throws Malformed {
        return astring(StandardCharsets.UTF_8);
    }

    String astring(Charset charset) throws Malformed {
        return decoded(next('"') ? quoted() : nextIsLiteral() ? literalBytes() : run(false), charset);
    }

    /** {@code list-mailbox}: an astring that may hold wildcards. */
    String listMailbox() throws Malformed {
        return decoded(next('"') ? quoted() : nextIsLiteral() ? literalBytes() : run(true), StandardCharsets.UTF_8);
    }

    /** A quoted string or a literal. */
    String string() throws Malformed {
        return decoded(next('"') ? quoted() : literalBytes(), StandardCharsets.UTF_8);
    }

    /** The octets of a quoted string or a literal. */
    byte[] octets() throws Malformed {
        return next('"') ? quoted() : literalBytes();
    }

    /** A literal comes next; a tilde alone begins an atom. */
    boolean nextIsLiteral() {
        return next('{') || next('~') && at + 1 < text.length && text[at + 1] == '{';
    }

    /** The same, and its octets have not come yet. */
    boolean nextIsLastLiteral() {
        return nextIsLiteral() && nextLiteral == literals.size();
    }

    /** The literal that comes next, wherever its octets are kept. */
    CommandFrame.Literal literal() throws Malformed {
        take('~'); // literal8 (RFC 9051 §4.3)
        expect('{');
        while (at < text.length && text[at] != '\n') {
            at++;
        }
        if (atEnd() || nextLiteral == literals.size()) {
            throw new Malformed("A literal does not stand at the end of its line");
        }
        at++;
        return literals.get(nextLiteral++);
    }

    boolean nextIsDigit() {
        return at < text.length && isDigit(text[at]);
    }

    /** True when the octet behind the next one is a digit. */
    boolean digitAfterNext() {
        return at + 1 < text.length && isDigit(text[at + 1]);
    }

    long number() throws Malformed {
        return number(0xffff_ffffL);
    }

    long number64() throws Malformed {
        return number(Long.MAX_VALUE - 1);
    }

    long number(long most) throws Malformed {
        int from = at;
        long value = 0;
        while (nextIsDigit()) {
            int digit = text[at++] - '0';
            if (value > (most - digit) / 10) {
                throw new Malformed("Number too large");
            }
            value = value * 10 + digit;
        }
        if (at == from) {
            throw new Malformed("A number is missing");
        }
        return value;
    }

    SequenceSet sequenceSet() throws Malformed {
        if (take('$')) {
            return SequenceSet.SAVED;
        }
        List<SequenceSet.Range> ranges = new ArrayList<>();
        do {
            if (ranges.size() == SequenceSet.MAX_RANGES) {
                throw new Malformed("Too many ranges in a set");
            }
            long first = setNumber();
            ranges.add(new SequenceSet.Range(first, take(':') ? setNumber() : first));
        } while (take(','));
        return new SequenceSet(ranges, false);
    }

    /** {@code partial-range} (RFC 9394 §4): both ends are counted from the same side. */
    SearchResult.Page page() throws Malformed {
        boolean fromEnd = take('-');
        long one = position();
        expect(':');
        if (fromEnd) {
            expect('-');
        }
        return new SearchResult.Page(one, position(), fromEnd);
    }

    private long setNumber() throws Malformed {
        return take('*') ? SequenceSet.STAR : position();
    }

    private long position() throws Malformed {
        long number = number();
        if (number == 0) {
            throw new Malformed("Message numbers begin at 1");
        }
        return number;
    }

    private byte[] quoted() throws Malformed {
        expect('"');
        byte[] out = new byte[text.length - at];
        int n = 0;
        while (at < text.length) {
            byte b = text[at++];
            if (b == '"') {
                return java.util.Arrays.copyOf(out, n);
            }
            if (b == '\\' && at < text.length) {
                b = text[at++];
                if (b != '"' && b != '\\') {
                    throw new Malformed("Only quotes and backslashes are escaped");
                }
            } else if (b == '\r' || b == '\n' || b == 0) {
                break;
            }
            out[n++] = b;
        }
        throw new Malformed("A quoted string does not end");
    }

    private byte[] literalBytes() throws Malformed {
        if (!nextIsLiteral()) {
            throw new Malformed("A string is missing");
        }
        CommandFrame.Literal literal = literal();
        if (literal.spool().isPresent()) {
            throw new Malformed("A message stands where a string should");
        }
        return literal.bytes();
    }

    private byte[] run(boolean wildcards) throws Malformed {
        int from = at;
        while (at < text.length && (isAstringChar(text[at]) || text[at] < 0
                || wildcards && (text[at] == '%' || text[at] == '*'))) {
            at++;
        }
        if (at == from) {
            throw new Malformed("A string is missing");
        }
        return java.util.Arrays.copyOfRange(text, from, at);
    }

    private static String decoded(byte[] bytes, Charset charset) throws Malformed {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("A string is not " + charset.name());
        }
    }

    private String ascii(int from, String missing) throws Malformed {
        if (at == from) {
            throw new Malformed(missing);
        }
        return new String(text, from, at - from, StandardCharsets.US_ASCII);
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isWordChar(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || isDigit(b) || b == '.' || b == '-' || b == '=';
    }

    private static boolean isAtomChar(byte b) {
        return b > ' ' && b < 0x7f && "(){%*\"\\]".indexOf(b) < 0;
    }

    private static boolean isAstringChar(byte b) {
        return isAtomChar(b) || b == ']';
    }
}
