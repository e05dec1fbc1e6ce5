package org.mercurymail.imap;

import java.io.IOException;
import java.util.List;
import org.mercurymail.imap.ImapCommand.StatusItem;
import org.mercurymail.port.MailboxInfo;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;

/** Writes STATUS responses (RFC 9051 §7.3.4, RFC 7162 §3.1.7, RFC 7889 §4, RFC 8438, RFC 8474 §4.3,
 * RFC 9208 §4.1.4). */
final class StatusWriter {

    private final ClientState client;
    private final MailboxListener door;
    private final Responses out;

    StatusWriter(ClientState client, MailboxListener door, Responses out) {
        this.client = client;
        this.door = door;
        this.out = out;
    }

    void write(MailboxInfo info, List<StatusItem> items) throws MailboxRefused, IOException {
        out.say("* STATUS ").astring(MailboxName.write(info.name(), client.utf8())).say(" (");
        boolean first = true;
        for (StatusItem item : items) {
            out.say(first ? "" : " ").say(item.word()).say(" ");
            first = false;
            value(info, item);
        }
        out.say(")").line();
        if (items.contains(StatusItem.HIGHESTMODSEQ)) {
            client.enable(ClientState.Extension.CONDSTORE); // RFC 7162 §3.1
        }
    }

    private void value(MailboxInfo info, StatusItem item) throws MailboxRefused, IOException {
        switch (item) {
            case MESSAGES -> out.say(info.messages());
            case RECENT -> out.say(info.messages() == 0 ? 0 : door.countRecent(client.account(), info.id().orElse(0L)));
            case UIDNEXT -> out.say(info.uidNext());
            case UIDVALIDITY -> out.say(info.uidValidity());
            case UNSEEN -> out.say(info.unseen());
            case DELETED -> out.say(info.deleted());
            case SIZE -> out.say(info.size());
            case HIGHESTMODSEQ -> out.say(Math.max(1, info.modseq())); // 0 would mean: keeps none
            case APPENDLIMIT -> out.say(client.doorway().maxAppend());
            case DELETED_STORAGE -> out.say(info.deleted() == 0 ? 0
                    : door.deletedStorage(client.account(), info.id().orElse(0L)));
            case MAILBOXID -> out.say("(").say(mailboxId(info.id().orElse(0L))).say(")");
        }
    }

    /** RFC 8474 §4: letters first, so that no client takes it for a number. */
    static String mailboxId(long mailbox) {
        return "B" + mailbox;
    }
}
