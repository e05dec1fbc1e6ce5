package org.mercurymail.imap;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.mime.Summary;

/**
 * Puts messages into threads: ORDEREDSUBJECT and REFERENCES (RFC 5256 §3). Never recurses, so that no chain of replies
 * is too long, and looks at a bounded number of references of each message.
 */
final class Threads {

    private static final int MOST_REFERENCES = 100;
    private static final int HIGHEST_CLIMB = 10_000;

    /** A message, or a place for one that is not there. */
    private static final class Node {
        private long number; // 0 for one that is not there
        private Instant sent = Instant.EPOCH;
        private BaseSubject subject = new BaseSubject("", false);
        private Optional<Node> parent = Optional.empty();
        private List<Node> children = new ArrayList<>(0);

        boolean isDummy() {
            return number == 0;
        }

        /** What stands for a thread whose root is not there: its first message. */
        Node first() {
            return isDummy() && !children.isEmpty() ? children.get(0) : this;
        }
    }

    private static final Comparator<Node> BY_DATE = Comparator.<Node, Instant>comparing(n -> n.first().sent)
            .thenComparingLong(n -> n.first().number);

    private final boolean byReferences;
    private final Map<String, Node> byId = new HashMap<>();
    private final List<Node> all = new ArrayList<>();

    Threads(boolean byReferences) {
        this.byReferences = byReferences;
    }

    void add(long number, Summary summary, Instant arrived) {
        Node node = byReferences ? node(summary) : new Node();
        node.number = number;
        node.sent = summary.sentDate().orElse(arrived);
        node.subject = BaseSubject.of(summary.subject().orElse(""));
        all.add(node);
        if (byReferences) {
            link(node, summary);
        }
    }

    void write(Responses out) throws IOException {
        List<Node> roots = byReferences ? references() : orderedSubject();
        out.say(roots.isEmpty() ? "" : " ");
        for (Node root : roots) {
            write(root, out);
        }
    }

    /** RFC 5256 §3, ORDEREDSUBJECT: what has one subject is one thread, its first message on top. */
    private List<Node> orderedSubject() {
        Map<String, Node> threads = new LinkedHashMap<>();
        all.sort(BY_DATE);
        for (Node node : all) {
            Node root = threads.putIfAbsent(node.subject.text(), node);
            if (root != null) {
                root.children.add(node);
            }
        }
        return List.copyOf(threads.values());
    }

    /** The message's place: a new one when it has no id, or one that another message has. */
    private Node node(Summary summary) {
        Optional<String> id = summary.messageId().map(Threads::id).filter(i -> !i.isEmpty());
        if (id.isEmpty()) {
            return new Node();
        }
        Node node = byId.computeIfAbsent(id.get(), i -> new Node());
        return node.isDummy() ? node : new Node();
    }

    private static String id(String raw) {
        int from = raw.indexOf('<');
        int to = raw.indexOf('>', from);
        return from >= 0 && to > from ? raw.substring(from + 1, to).replace("\"", "") : "";
    }

    /** Step 1: references are a chain, and the message hangs on its last. */
    private void link(Node node, Summary summary) {
        List<String> ids = summary.references().stream().map(Threads::id).filter(i -> !i.isEmpty()).toList();
        if (ids.isEmpty()) {
            ids = summary.inReplyTo().map(Threads::id).filter(i -> !i.isEmpty()).map(List::of).orElse(List.of());
        }
        Optional<Node> before = Optional.empty();
        for (String id : ids.subList(Math.max(0, ids.size() - MOST_REFERENCES), ids.size())) {
            Node next = byId.computeIfAbsent(id, i -> new Node());
            if (before.isPresent() && next.parent.isEmpty() && mayHang(next, before.get())) {
                next.parent = before;
            }
            before = Optional.of(next);
        }
        node.parent = before.filter(parent -> mayHang(node, parent));
    }

    /** False where a loop would come of it. */
    private static boolean mayHang(Node node, Node parent) {
        Optional<Node> at = Optional.of(parent);
        for (int climbed = 0; at.isPresent(); climbed++) {
            if (at.get() == node || climbed > HIGHEST_CLIMB) {
                return false;
            }
            at = at.get().parent;
        }
        return true;
    }

    private List<Node> references() {
        Node top = new Node();
        List<Node> places = new ArrayList<>(all);
        byId.values().stream().filter(Node::isDummy).forEach(places::add);
        for (Node place : places) { // step 2
            place.parent.orElse(top).children.add(place);
        }
        prune(top);
        top.children.sort(BY_DATE); // step 4
        List<Node> roots = joined(top.children);
        Deque<Node> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) { // step 6
            Node node = open.pop();
            node.children.sort(BY_DATE);
            open.addAll(node.children);
        }
        roots.sort(BY_DATE);
        return roots;
    }

    /** Step 3: places of messages that are not there go; their children move up, but for several at the top. */
    private static void prune(Node top) {
        List<Node> order = new ArrayList<>(List.of(top));
        for (int i = 0; i < order.size(); i++) {
            order.addAll(order.get(i).children);
        }
        for (int i = order.size() - 1; i >= 0; i--) { // children before their parents
            Node node = order.get(i);
            List<Node> kept = new ArrayList<>(node.children.size());
            for (Node child : node.children) {
                boolean several = node == top && child.children.size() > 1;
                if (!child.isDummy() || several) {
                    kept.add(child);
                } else {
                    kept.addAll(child.children);
                }
            }
            kept.sort(BY_DATE);
            node.children = kept;
        }
    }

    /** Step 5: threads of one subject become one. */
    private static List<Node> joined(List<Node> roots) {
        Map<String, Node> bySubject = new HashMap<>();
        for (Node root : roots) {
            BaseSubject subject = root.first().subject;
            Node known = bySubject.get(subject.text());
            boolean better = known == null || !known.isDummy() && root.isDummy()
                    || !known.isDummy() && known.subject.reply() && !subject.reply();
            if (!subject.text().isEmpty() && better) {
                bySubject.put(subject.text(), root);
            }
        }
        List<Node> out = new ArrayList<>(roots.size());
        Map<Node, Node> replaced = new HashMap<>();
        for (Node root : roots) {
            BaseSubject subject = root.first().subject;
            Node known = subject.text().isEmpty() ? root : bySubject.get(subject.text());
            if (known == root) {
                out.add(root);
            } else if (known.isDummy() && root.isDummy()) {
                known.children.addAll(root.children);
            } else if (known.isDummy() || subject.reply() && !known.subject.reply()) {
                known.children.add(root);
            } else {
                Node both = new Node();
                both.children.add(known);
                both.children.add(root);
                bySubject.put(subject.text(), both);
                replaced.put(known, both);
            }
        }
        out.replaceAll(root -> replaced.getOrDefault(root, root));
        return out;
    }

    /** {@code (1 2 (3)(4 5))}: an only child follows its parent, several stand in parentheses. */
    private static void write(Node root, Responses out) throws IOException {
        Deque<Object> open = new ArrayDeque<>(); // nodes, and the text between them
        open.push(")");
        open.push(root);
        open.push("(");
        while (!open.isEmpty()) {
            Object next = open.pop();
            if (!(next instanceof Node node)) {
                out.say((String) next);
                continue;
            }
            if (!node.isDummy()) {
                out.say(node.number).say(node.children.isEmpty() ? "" : " ");
            }
            if (node.children.size() == 1) {
                open.push(node.children.get(0));
                continue;
            }
            for (int i = node.children.size() - 1; i >= 0; i--) {
                open.push(")");
                open.push(node.children.get(i));
                open.push("(");
            }
        }
    }
}
