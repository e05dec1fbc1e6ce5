package org.mercurymail.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A field of the shape {@code value; name=value; …}: Content-Type and Content-Disposition (RFC 2045 §5.1, RFC 2183
 * §2). Takes what senders write: comments anywhere, unquoted spaces, missing or doubled semicolons, a quote that never
 * closes. At most {@link #MAX_PARAMETERS} parameters. Linear.
 *
 * @param value      lower case, without white space
 * @param parameters names in lower case
 */
record ContentField(String value, Parameters parameters) {

    static final int MAX_PARAMETERS = 100;

    static ContentField parse(String text) {
        return new Reader(text).field();
    }

    private static final class Reader {

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        ContentField field() {
            String value = until("").replaceAll("\\s+", "").toLowerCase(Locale.ROOT);
            List<Parameters.Parameter> list = new ArrayList<>();
            while (at < text.length() && list.size() < MAX_PARAMETERS) {
                at += text.charAt(at) == ';' ? 1 : 0;
                String name = until("=").strip().toLowerCase(Locale.ROOT);
                if (at < text.length() && text.charAt(at) == '=') {
                    at++;
                    String parameter = value();
                    if (!name.isEmpty()) {
                        list.add(new Parameters.Parameter(name, parameter));
                    }
                }
            }
            return new ContentField(value, new Parameters(list));
        }

        /** The text up to a semicolon or one of the stops, comments left out. */
        private String until(String stops) {
            StringBuilder out = new StringBuilder();
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == ';' || stops.indexOf(c) >= 0) {
                    break;
                }
                if (c == '(') {
                    comment();
                } else if (isBlank(c) && stops.isEmpty() && endsAWord(out) && parameterFollows()) {
                    break;
                } else {
                    out.append(c);
                    at++;
                }
            }
            return out.toString();
        }

        /** True when behind this white space a parameter begins, its semicolon forgotten. */
        private boolean parameterFollows() {
            int i = at;
            while (i < text.length() && isBlank(text.charAt(i))) {
                i++;
            }
            int name = i;
            while (i < text.length()
                    && (Character.isLetterOrDigit(text.charAt(i)) || "-*_".indexOf(text.charAt(i)) >= 0)) {
                i++;
            }
            return i > name && i < text.length() && text.charAt(i) == '=';
        }

        private String value() {
            blanks();
            if (at < text.length() && text.charAt(at) == '"') {
                String value = quoted();
                if (!parameterFollows()) {
                    until(""); // what stands between the quote and the semicolon says nothing
                }
                return value;
            }
            return unquoted();
        }

        private String unquoted() {
            StringBuilder out = new StringBuilder();
            while (at < text.length() && text.charAt(at) != ';') {
                char c = text.charAt(at);
                if (c == '(' && !endsAWord(out)) {
                    comment();
                } else if (isBlank(c) && endsAWord(out) && parameterFollows()) {
                    break;
                } else {
                    out.append(c);
                    at++;
                }
            }
            return out.toString().strip();
        }

        private String quoted() {
            StringBuilder out = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                char c = text.charAt(at++);
                // a backslash before a letter is a Windows path, not a quoted-pair (both are written)
                boolean pair = c == '\\' && at < text.length() && "\\\"".indexOf(text.charAt(at)) >= 0;
                out.append(pair ? text.charAt(at++) : c);
            }
            at = Math.min(at + 1, text.length());
            return out.toString();
        }

        private void blanks() {
            while (at < text.length() && (isBlank(text.charAt(at)) || text.charAt(at) == '(')) {
                if (text.charAt(at) == '(') {
                    comment();
                } else {
                    at++;
                }
            }
        }

        private void comment() {
            int depth = 0;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '\\') {
                    at = Math.min(at + 1, text.length());
                } else if (c == '(') {
                    depth++;
                } else if (c == ')' && --depth == 0) {
                    return;
                }
            }
        }

        /** Asked before {@link #parameterFollows}, so that a run of white space is looked through once. */
        private static boolean endsAWord(StringBuilder out) {
            return !out.isEmpty() && !isBlank(out.charAt(out.length() - 1));
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t' || c == '\r' || c == '\n';
        }
    }
}
