package org.mercurymail.imap;

import java.io.IOException;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.QuotaRoot;

/** The commands about how much a mailbox may hold (RFC 9208 §4, before it RFC 2087). */
final class SharingCommands {

    private static final Tagged ADMINISTRATORS = Tagged.no("NOPERM", "Quotas are set by the administrator");

    private final ClientState client;
    private final MailboxListener door;
    private final Responses out;

    SharingCommands(ClientState client, MailboxListener door, Responses out) {
        this.client = client;
        this.door = door;
        this.out = out;
    }

    Tagged obey(ImapCommand command) throws MailboxRefused, IOException {
        return switch (command.verb()) {
            case GETQUOTA -> quota((ImapCommand.Named) command);
            case GETQUOTAROOT -> quotaRoot((ImapCommand.Named) command);
            case SETQUOTA -> ADMINISTRATORS; // RFC 9208 §4.1.3
            default -> throw new IllegalStateException(command.verb() + " is not about sharing");
        };
    }

    private Tagged quota(ImapCommand.Named command) throws MailboxRefused, IOException {
        write(door.quotaRoot(client.account(), command.mailbox()));
        return Tagged.ok(command.verb());
    }

    private Tagged quotaRoot(ImapCommand.Named command) throws MailboxRefused, IOException {
        QuotaRoot root = door.quotaOf(client.account(), AccountCommands.name(command.mailbox(), client));
        out.say("* QUOTAROOT ").astring(command.mailbox()).say(" ").astring(root.name()).line();
        write(root);
        return Tagged.ok(command.verb());
    }

    /** STORAGE counts units of 1,024 octets (RFC 9208 §5.1); what has no limit is not named. */
    private void write(QuotaRoot root) throws IOException {
        out.say("* QUOTA ").astring(root.name()).say(" (");
        if (root.limitBytes() > 0) {
            out.say("STORAGE ").say(units(root.usedBytes())).say(" ").say(units(root.limitBytes()));
        }
        out.say(")").line();
    }

    private static long units(long octets) {
        return (octets + 1023) / 1024;
    }
}
