package org.mercurymail.imap;

import java.io.IOException;
import java.util.Map;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.QuotaRoot;

/** The commands about who may do what in a mailbox (RFC 4314 §3), and how much (RFC 9208 §4, before it RFC 2087). */
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
            case GETACL -> acl((ImapCommand.Named) command);
            case SETACL, DELETEACL -> setAcl((ImapCommand.Access) command);
            case LISTRIGHTS -> listRights((ImapCommand.Access) command);
            case MYRIGHTS -> myRights((ImapCommand.Named) command);
            default -> throw new IllegalStateException(command.verb() + " is not about sharing");
        };
    }

    private Tagged acl(ImapCommand.Named command) throws MailboxRefused, IOException {
        String name = AccountCommands.name(command.mailbox(), client);
        Map<String, MailboxRights> holders = door.acl(client.account(), name);
        out.say("* ACL ").astring(MailboxName.write(name, client.utf8()));
        for (Map.Entry<String, MailboxRights> holder : holders.entrySet()) {
            out.say(" ").astring(holder.getKey()).say(" ").astring(holder.getValue().letters());
        }
        out.line();
        return Tagged.ok(command.verb());
    }

    private Tagged setAcl(ImapCommand.Access command) throws MailboxRefused {
        door.setAcl(client.account(), AccountCommands.name(command.mailbox(), client), command.identifier(),
                command.change(), command.rights());
        return Tagged.ok(command.verb());
    }

    /** RFC 4314 §3.4: first what somebody always has, then each right that can be given by itself. */
    private Tagged listRights(ImapCommand.Access command) throws MailboxRefused, IOException {
        String name = AccountCommands.name(command.mailbox(), client);
        MailboxRights firm = door.firmRights(client.account(), name, command.identifier());
        out.say("* LISTRIGHTS ").astring(MailboxName.write(name, client.utf8())).say(" ")
                .astring(command.identifier()).say(" ").astring(firm.letters());
        String all = MailboxRights.ALL.letters();
        for (int i = 0; i < all.length() && firm.isNone(); i++) {
            out.say(" ").say(all.substring(i, i + 1));
        }
        out.line();
        return Tagged.ok(command.verb());
    }

    private Tagged myRights(ImapCommand.Named command) throws MailboxRefused, IOException {
        String name = AccountCommands.name(command.mailbox(), client);
        myRights(name, door.rights(client.account(), name), client, out);
        return Tagged.ok(command.verb());
    }

    static void myRights(String name, MailboxRights rights, ClientState client, Responses out) throws IOException {
        out.say("* MYRIGHTS ").astring(MailboxName.write(name, client.utf8())).say(" ").astring(rights.letters())
                .line();
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
