package org.mercurymail.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares replies with what imaptest's scripts expect: variables, wildcards, list directives. */
final class ImaptestMatch {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\$|\\$\\{([^}]*)}|\\$([a-z][a-z0-9_]*)");

    /** A list of tokens, or one token. */
    record Node(String text, List<Node> list) {
        boolean isList() {
            return list != null;
        }

        @Override
        public String toString() {
            return isList() ? list.toString() : text;
        }
    }

    /** One response line. */
    record Reply(List<Node> nodes) {
        boolean isTagged(String tag) {
            return nodes.get(0).text.equals(tag);
        }

        boolean says(String status) {
            return nodes.size() > 1 && status.equalsIgnoreCase(nodes.get(1).text);
        }

        @Override
        public String toString() {
            return nodes.toString();
        }
    }

    private final Map<String, String> variables = new HashMap<>();
    private final Map<Integer, Long> modseqs = new TreeMap<>();

    ImaptestMatch() {
        variables.put("mailbox", "imaptest");
        variables.put("user", "u");
        variables.put("username", "u");
        variables.put("password", "secret");
    }

    /** A command begins. */
    void begin(String tag) {
        variables.put("tag", tag);
    }

    String filled(String command) {
        String text = VARIABLE.matcher(command).replaceAll(found -> {
            if (found.group().equals("$$")) {
                return "\\$";
            }
            String name = found.group(1) != null ? found.group(1) : found.group(2);
            String value = variables.get(name);
            if (value == null && name.startsWith("modseq")) {
                value = String.valueOf(modseqs.get(Integer.parseInt(name.substring(6))));
            }
            if (value == null) {
                throw new AssertionError("no value for " + name);
            }
            return Matcher.quoteReplacement(value);
        });
        Matcher literal = Pattern.compile("(?s)(~?)\\{\\{\\{\n(.*?)\n}}}").matcher(text);
        return literal.replaceAll(found -> {
            String value = found.group(1).isEmpty() ? found.group(2).replace("\n", "\r\n") : found.group(2);
            return Matcher.quoteReplacement(found.group(1) + "{" + value.length() + "+}\r\n" + value);
        });
    }

    static List<Reply> replies(byte[] said) {
        List<Reply> replies = new ArrayList<>();
        Lexer lexer = new Lexer(new String(said, StandardCharsets.ISO_8859_1));
        while (!lexer.atEnd()) {
            replies.add(new Reply(lexer.line()));
        }
        return replies;
    }

    boolean hasPrefix(Reply reply, String prefix) {
        return prefix.isEmpty() || matchAll(reply.nodes.subList(2, reply.nodes.size()), new Lexer(prefix).line(), true);
    }

    /** True when a reply matches; one may match several lines, since they name what must be in it. */
    boolean isTold(List<Reply> replies, String line) {
        List<Node> expected = defaults(new Lexer(line).line());
        List<Integer> numbers = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            numbers.add(i);
        }
        for (Reply reply : replies) {
            List<Node> nodes = reply.nodes;
            if (!nodes.get(0).text.equals("*")) {
                continue;
            }
            List<Node> told = nodes.subList(1, nodes.size());
            boolean numbered = told.size() > 1 && told.get(0).text != null && told.get(0).text.matches("\\d{1,3}");
            List<Node> wanted = expected;
            int number = numbered ? Integer.parseInt(told.get(0).text) : 0;
            boolean counted = numbered && number > 0 && number <= numbers.size()
                    && told.get(1).toString().toLowerCase(Locale.ROOT).matches("fetch|expunge");
            if (counted && expected.get(0).text != null && expected.get(0).text.matches("\\$\\d+")) {
                boolean same = numbers.get(number - 1) == Integer.parseInt(expected.get(0).text.substring(1));
                wanted = new ArrayList<>(expected);
                wanted.set(0, new Node(same ? told.get(0).text : "none", null));
            }
            if (counted && told.get(1).text.equalsIgnoreCase("expunge")) {
                numbers.remove(number - 1);
            }
            Map<String, String> before = new HashMap<>(variables);
            Map<Integer, Long> modseqsBefore = new TreeMap<>(modseqs);
            boolean status = told.get(0).text != null && told.get(0).text.matches("(?i)ok|no|bad|bye");
            if (matchAll(told, wanted, status)) {
                return true;
            }
            variables.clear();
            variables.putAll(before);
            modseqs.clear();
            modseqs.putAll(modseqsBefore);
        }
        return false;
    }

    /** The directives that the format adds where none are written. */
    private static List<Node> defaults(List<Node> line) {
        List<Node> out = new ArrayList<>(line);
        String first = String.valueOf(line.get(0).text).toLowerCase(Locale.ROOT);
        if (line.size() > 2 && "fetch".equalsIgnoreCase(line.get(1).text)) {
            List<Node> items = new ArrayList<>(line.get(2).list);
            for (int i = 1; i < items.size(); i++) {
                if ("flags".equalsIgnoreCase(items.get(i - 1).text) && items.get(i).isList()) {
                    items.set(i, directed(items.get(i), "$!unordered", "$!noextra", "$!ignore=\\recent"));
                }
            }
            out.set(2, directed(new Node(null, items), "$!unordered=2"));
        } else if (first.matches("list|lsub") && line.size() > 1 && line.get(1).isList()) {
            out.set(1, directed(line.get(1), "$!unordered"));
        } else if (first.equals("status") && line.size() > 2 && line.get(2).isList()) {
            out.set(2, directed(line.get(2), "$!unordered=2"));
        }
        return out;
    }

    private static Node directed(Node list, String... directives) {
        boolean has = list.list.stream().anyMatch(n -> n.text != null && n.text.startsWith("$!"));
        if (has) {
            return list;
        }
        List<Node> all = new ArrayList<>();
        for (String directive : directives) {
            all.add(new Node(directive, null));
        }
        all.addAll(list.list);
        return new Node(null, all);
    }

    private boolean matchAll(List<Node> told, List<Node> wanted, boolean prefix) {
        if (prefix ? told.size() < wanted.size() : told.size() != wanted.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!matches(told.get(i), wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(Node told, Node wanted) {
        if ("$".equals(wanted.text)) {
            return true;
        }
        if (told.isList() != wanted.isList()) {
            return false;
        }
        return told.isList() ? listMatches(told.list, wanted.list) : textMatches(told.text, wanted.text);
    }

    private boolean listMatches(List<Node> told, List<Node> wanted) {
        List<Node> rest = new ArrayList<>(wanted);
        int chain = 0;
        boolean extra = false;
        List<String> ignored = new ArrayList<>();
        List<String> banned = new ArrayList<>();
        while (!rest.isEmpty() && rest.get(0).text != null && rest.get(0).text.startsWith("$!")) {
            String directive = rest.remove(0).text.substring(2);
            if (directive.startsWith("unordered")) {
                chain = directive.contains("=") ? Integer.parseInt(directive.substring(10)) : 1;
                extra = true;
            } else if (directive.equals("noextra")) {
                extra = false;
            } else if (directive.equals("extra")) {
                extra = true;
            } else if (directive.startsWith("ignore=")) {
                ignored.add(directive.substring(7));
            } else if (directive.startsWith("ban=")) {
                banned.add(directive.substring(4));
            }
        }
        if (told.stream().anyMatch(n -> banned.contains(String.valueOf(n.text).toLowerCase(Locale.ROOT)))) {
            return false;
        }
        if (chain == 0) {
            return matchAll(told, rest, extra);
        }
        List<Node> left = new ArrayList<>(told);
        for (int i = 0; i + chain <= rest.size(); i += chain) {
            int found = -1;
            for (int j = 0; j + chain <= left.size() && found < 0; j += chain) {
                found = matchAll(left.subList(j, j + chain), rest.subList(i, i + chain), false) ? j : -1;
            }
            if (found < 0) {
                return false;
            }
            left.subList(found, found + chain).clear();
        }
        left.removeIf(n -> ignored.contains(String.valueOf(n.text).toLowerCase(Locale.ROOT)));
        return extra || left.isEmpty();
    }

    private boolean textMatches(String told, String wanted) {
        Matcher modseq = Pattern.compile("\\$modseq(\\d+)").matcher(wanted);
        if (modseq.matches()) {
            return told.matches("\\d+") && modseqMatches(Integer.parseInt(modseq.group(1)), Long.parseLong(told));
        }
        StringBuilder regex = new StringBuilder("(?is)");
        List<String> unknown = new ArrayList<>();
        Matcher variable = VARIABLE.matcher(wanted);
        int at = 0;
        while (variable.find()) {
            regex.append(Pattern.quote(wanted.substring(at, variable.start())));
            at = variable.end();
            String name = variable.group(1) != null ? variable.group(1) : variable.group(2);
            if (name == null) {
                regex.append("\\$");
            } else if (name.startsWith("case:")) {
                regex.append("(?-i:").append(Pattern.quote(name.substring(5))).append(")");
            } else if (variables.containsKey(name)) {
                regex.append(Pattern.quote(variables.get(name)));
            } else {
                regex.append("(.*)");
                unknown.add(name);
            }
        }
        Matcher matcher = Pattern.compile(regex + Pattern.quote(wanted.substring(at))).matcher(told);
        if (!matcher.matches()) {
            return false;
        }
        for (int i = 0; i < unknown.size(); i++) {
            variables.put(unknown.get(i), matcher.group(i + 1));
        }
        return true;
    }

    private boolean modseqMatches(int index, long told) {
        if (modseqs.containsKey(index)) {
            return modseqs.get(index) == told;
        }
        for (Map.Entry<Integer, Long> known : modseqs.entrySet()) {
            if (known.getKey() < index && told < known.getValue() + index - known.getKey()) {
                return false;
            }
        }
        modseqs.put(index, told);
        return true;
    }

    /** Reads tokens of responses, and of what scripts say about them. */
    private static final class Lexer {

        private final String text;
        private int at;

        Lexer(String text) {
            this.text = text;
        }

        boolean atEnd() {
            return at >= text.length();
        }

        List<Node> line() {
            return list('\n');
        }

        private List<Node> list(char end) {
            List<Node> nodes = new ArrayList<>();
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == end || c == '\n' && end == '\n') {
                    at++;
                    return nodes;
                }
                if (c == ' ' || c == '\r') {
                    at++;
                } else if (c == '(' || c == '[') {
                    at++;
                    nodes.add(new Node(null, list(c == '(' ? ')' : ']')));
                } else {
                    nodes.add(new Node(token(), null));
                }
            }
            return nodes;
        }

        private String token() {
            if (text.startsWith("{{{\n", at) || text.startsWith("~{{{\n", at)) {
                boolean raw = text.charAt(at) == '~';
                int from = text.indexOf('\n', at) + 1;
                int end = text.indexOf("\n}}}", from - 1);
                at = end + 4;
                String value = end < from ? "" : text.substring(from, end);
                return raw ? value : value.replace("\n", "\r\n");
            }
            Matcher literal = Pattern.compile("~?\\{(\\d+)}\r\n").matcher(text).region(at, text.length());
            if (literal.lookingAt()) {
                int from = literal.end();
                at = from + Integer.parseInt(literal.group(1));
                return text.substring(from, at);
            }
            return text.charAt(at) == '"' ? quoted() : atom();
        }

        private String quoted() {
            StringBuilder out = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                at += text.charAt(at) == '\\' ? 1 : 0;
                out.append(text.charAt(at));
            }
            at++;
            return out.toString();
        }

        private String atom() {
            int from = at;
            while (at < text.length() && " \r\n()]".indexOf(text.charAt(at)) < 0) {
                if (text.charAt(at) == '[') { // BODY[HEADER.FIELDS (x)] is one
                    at = Math.max(text.indexOf(']', at), at);
                }
                at += text.startsWith("${", at) ? text.indexOf('}', at) - at : 1;
            }
            at += at == from ? 1 : 0;
            return text.substring(from, at);
        }
    }
}
