package org.mercurymail.imap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;

/** Notes of mailboxes, and with an empty name of the server (RFC 5464 §4). */
final class MetadataCommands {

    private static final int LONGEST = 4 << 10; // octets of a value; all that one sees are less than a MiB

    private final ClientState client;
    private final MailboxListener door;
    private final Responses out;

    MetadataCommands(ClientState client, MailboxListener door, Responses out) {
        this.client = client;
        this.door = door;
        this.out = out;
    }

    Tagged get(ImapCommand.GetMetadata command) throws MailboxRefused, IOException {
        SortedMap<String, byte[]> all = door.metadata(client.account(), name(command.mailbox()));
        Map<String, Optional<byte[]>> told = new LinkedHashMap<>();
        long longest = 0;
        for (String entry : command.entries()) {
            if (command.depth() == 0) {
                told.putIfAbsent(entry, Optional.empty());
            }
            for (Map.Entry<String, byte[]> one : all.tailMap(entry).entrySet()) {
                if (!one.getKey().startsWith(entry)) {
                    break;
                }
                if (!isWithin(one.getKey(), entry, command.depth())) {
                    continue;
                }
                if (one.getValue().length > command.maxSize()) {
                    longest = Math.max(longest, one.getValue().length);
                    told.remove(one.getKey());
                } else {
                    told.put(one.getKey(), Optional.of(one.getValue()));
                }
            }
        }
        write(command.mailbox(), told);
        return longest > 0 ? Tagged.ok("METADATA LONGENTRIES " + longest, "GETMETADATA completed") // RFC 5464 §4.2.1
                : Tagged.ok(command.verb());
    }

    /** @param depth levels below the entry that are meant too (RFC 5464 §4.2.2) */
    private static boolean isWithin(String name, String entry, int depth) {
        if (name.equals(entry)) {
            return true;
        }
        return depth > 0 && name.startsWith(entry + "/")
                && (depth > 1 || name.indexOf('/', entry.length() + 1) < 0);
    }

    private void write(String mailbox, Map<String, Optional<byte[]>> entries) throws IOException {
        if (entries.isEmpty()) {
            return;
        }
        out.say("* METADATA ").astring(mailbox).say(" (");
        boolean first = true;
        for (Map.Entry<String, Optional<byte[]>> entry : entries.entrySet()) {
            out.say(first ? "" : " ").astring(entry.getKey()).say(" ");
            first = false;
            if (entry.getValue().isEmpty()) {
                out.say("NIL");
            } else {
                value(entry.getValue().get());
            }
        }
        out.say(")").line();
    }

    private void value(byte[] octets) throws IOException {
        boolean plain = octets.length <= 1000;
        boolean nul = false;
        for (byte octet : octets) {
            plain &= octet >= ' ' && octet < 0x7f;
            nul |= octet == 0;
        }
        if (plain) {
            out.string(new String(octets, StandardCharsets.US_ASCII));
        } else {
            out.say(nul ? "~" : "").literal(octets.length, new ByteArrayInputStream(octets));
        }
    }

    Tagged set(ImapCommand.SetMetadata command) throws MailboxRefused {
        if (command.entries().values().stream().anyMatch(value -> value.filter(v -> v.length > LONGEST).isPresent())) {
            return Tagged.no("METADATA MAXSIZE " + LONGEST, "A value is too long"); // RFC 5464 §4.3
        }
        try {
            door.setMetadata(client.account(), name(command.mailbox()), command.entries());
            return Tagged.ok(command.verb());
        } catch (MailboxRefused refused) {
            if (refused.code() == MailboxRefused.Code.LIMIT) {
                return Tagged.no("METADATA TOOMANY", refused.getMessage());
            }
            throw refused;
        }
    }

    private String name(String wire) throws MailboxRefused {
        return wire.isEmpty() ? "" : AccountCommands.name(wire, client);
    }
}
