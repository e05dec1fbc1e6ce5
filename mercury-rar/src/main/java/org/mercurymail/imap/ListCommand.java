package org.mercurymail.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.mercurymail.imap.ImapCommand.ListOption;
import org.mercurymail.port.MailboxInfo;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;

/**
 * LIST and LSUB (RFC 9051 §6.3.9, RFC 3348, RFC 5258, RFC 6154, RFC 5819; RFC 3501 §6.3.9): names, their attributes,
 * and their status if asked for. Names above a mailbox that do not exist themselves are shown, so that every tree is whole.
 */
final class ListCommand {

    private static final MailboxInfo NOWHERE =
            new MailboxInfo("", Optional.empty(), Optional.empty(), false, 0, 0, 0, 0, 0, 0, 0);

    private final ClientState client;
    private final MailboxListener door;
    private final Responses out;
    private final Map<String, MailboxInfo> names = new TreeMap<>();
    private final Set<String> parents = new HashSet<>();
    private final Set<String> subscribedBelow = new HashSet<>();
    private final Set<String> specialBelow = new HashSet<>();

    ListCommand(ClientState client, MailboxListener door, Responses out) {
        this.client = client;
        this.door = door;
        this.out = out;
        for (MailboxInfo info : door.mailboxes(client.account())) {
            names.put(info.name(), info);
        }
        for (MailboxInfo info : List.copyOf(names.values())) {
            for (String above : above(info.name())) {
                names.putIfAbsent(above, NOWHERE);
                if (info.id().isPresent()) {
                    parents.add(above);
                }
            }
        }
    }

    private static List<String> above(String name) {
        List<String> above = new ArrayList<>();
        for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
            above.add(name.substring(0, slash));
        }
        return above;
    }

    /** Remembers for which names something below matters that is not shown itself (RFC 5258 §3.5). */
    private void lookBelow(Predicate<String> shown) {
        for (Map.Entry<String, MailboxInfo> entry : names.entrySet()) {
            MailboxInfo info = entry.getValue();
            if ((info.subscribed() || info.specialUse().isPresent()) && !shown.test(entry.getKey())) {
                subscribedBelow.addAll(info.subscribed() ? above(entry.getKey()) : List.of());
                specialBelow.addAll(info.specialUse().isPresent() ? above(entry.getKey()) : List.of());
            }
        }
    }

    Tagged list(ImapCommand.ListNames command) throws MailboxRefused, IOException {
        if (!command.extended() && command.patterns().get(0).isEmpty()) {
            out.say("* LIST (\\Noselect) \"/\" \"\"").line(); // RFC 9051 §6.3.9: asks for the delimiter
            return Tagged.ok(ImapVerb.LIST);
        }
        List<String> patterns = patterns(command.reference(), command.patterns());
        Predicate<String> matching = name -> patterns.stream().anyMatch(pattern -> matches(pattern, name));
        if (command.select().contains(ListOption.RECURSIVEMATCH)) {
            lookBelow(matching);
        }
        for (String name : names.keySet()) {
            if (matching.test(name)) {
                consider(name, names.get(name), command);
            }
        }
        return Tagged.ok(ImapVerb.LIST);
    }

    private void consider(String name, MailboxInfo info, ImapCommand.ListNames command)
            throws MailboxRefused, IOException {
        boolean bySubscription = command.select().contains(ListOption.SUBSCRIBED);
        boolean byUse = command.select().contains(ListOption.SPECIAL_USE);
        boolean selected = (!bySubscription || info.subscribed()) && (!byUse || info.specialUse().isPresent());
        boolean below = command.select().contains(ListOption.RECURSIVEMATCH)
                && (bySubscription && subscribedBelow.contains(name) || byUse && specialBelow.contains(name));
        boolean exists = info.id().isPresent();
        if (!exists && !bySubscription && !parents.contains(name)) {
            return; // only subscribed to, or above such a name
        }
        if (!selected && !below) {
            return;
        }
        boolean tellSubscribed = bySubscription || command.give().contains(ListOption.SUBSCRIBED);
        out.say("* LIST ").list(attributes(name, info, tellSubscribed, command.extended())).say(" \"/\" ")
                .astring(MailboxName.write(name, client.utf8()));
        if (below) { // RFC 5258 §4
            List<String> why = new ArrayList<>();
            if (bySubscription && subscribedBelow.contains(name)) {
                why.add("\"SUBSCRIBED\"");
            }
            if (byUse && specialBelow.contains(name)) {
                why.add("\"SPECIAL-USE\"");
            }
            out.say(" (\"CHILDINFO\" ").list(why).say(")");
        }
        out.line();
        if (exists && command.give().contains(ListOption.MYRIGHTS)) { // RFC 8440 §3
            SharingCommands.myRights(name, door.rights(client.account(), info.id().get()), client, out);
        }
        if (!command.status().isEmpty() && exists && mayRead(info)) {
            new StatusWriter(client, door, out).write(info, command.status()); // RFC 5819 §2
        }
    }

    /** RFC 4314 §4: STATUS needs a right that LIST does not. */
    private boolean mayRead(MailboxInfo info) throws MailboxRefused {
        return door.rights(client.account(), info.id().orElse(0L)).has('r');
    }

    private List<String> attributes(String name, MailboxInfo info, boolean tellSubscribed, boolean extended) {
        Set<String> attributes = new LinkedHashSet<>();
        if (info.id().isEmpty()) {
            attributes.add("\\NonExistent");
            if (!extended && !client.has(ClientState.Extension.IMAP4REV2)) {
                attributes.add("\\Noselect"); // implied (RFC 5258 §3), but RFC 3501 clients know only this one
            }
        }
        if (tellSubscribed && info.subscribed()) {
            attributes.add("\\Subscribed");
        }
        attributes.add(parents.contains(name) ? "\\HasChildren" : "\\HasNoChildren");
        info.specialUse().ifPresent(attributes::add);
        return List.copyOf(attributes);
    }

    /** RFC 3501 §6.3.9: with {@code %} a name is shown for what is subscribed below it. */
    Tagged lsub(ImapCommand.Lsub command) throws IOException {
        String pattern = patterns(command.reference(), List.of(command.pattern())).get(0);
        lookBelow(name -> matches(pattern, name));
        for (Map.Entry<String, MailboxInfo> entry : names.entrySet()) {
            boolean subscribed = entry.getValue().subscribed();
            boolean above = pattern.endsWith("%") && subscribedBelow.contains(entry.getKey());
            if ((subscribed || above) && matches(pattern, entry.getKey())) {
                out.say("* LSUB (").say(subscribed ? "" : "\\Noselect").say(") \"/\" ")
                        .astring(MailboxName.write(entry.getKey(), client.utf8())).line();
            }
        }
        return Tagged.ok(ImapVerb.LSUB);
    }

    private List<String> patterns(String reference, List<String> wanted) {
        List<String> patterns = new ArrayList<>();
        for (String pattern : wanted) {
            boolean rooted = pattern.startsWith("/"); // an absolute name: RFC 9051 §6.3.9 lets it override
            String whole = rooted ? pattern.substring(1) : reference + pattern;
            patterns.add(MailboxName.pattern(whole, client.utf8()).orElse(whole));
        }
        return patterns;
    }

    /** {@code *} is any text, {@code %} any without a delimiter; linear in the product of the lengths. */
    static boolean matches(String pattern, String name) {
        boolean[] reached = new boolean[name.length() + 1];
        reached[0] = true;
        boolean inbox = name.equals("INBOX") || name.startsWith("INBOX/");
        for (int p = 0; p < pattern.length(); p++) {
            char c = pattern.charAt(p);
            boolean[] next = new boolean[name.length() + 1];
            boolean wild = c == '*' || c == '%';
            for (int n = 0; n <= name.length(); n++) {
                if (wild) {
                    next[n] = reached[n] || n > 0 && next[n - 1] && (c == '*' || name.charAt(n - 1) != '/');
                } else {
                    next[n] = n > 0 && reached[n - 1] && same(c, name.charAt(n - 1), inbox && n <= 5);
                }
            }
            reached = next;
        }
        return reached[name.length()];
    }

    private static boolean same(char pattern, char name, boolean anyCase) {
        return pattern == name || anyCase && Character.toUpperCase(pattern) == name;
    }
}
