package org.mercurymail.web.mail;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.Set;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.mailbox.MailboxService;
import org.mercurymail.port.MailboxListener.FlagChange;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** What the pages do to messages; the list does it to many, the reading page to one. Says what was done. */
@RequestScoped
public class Deeds {

    private MailboxService mailboxes;
    private Folders folders;
    private Visitor visitor;

    /** For the container's proxy. */
    protected Deeds() { }

    @Inject
    public Deeds(MailboxService mailboxes, Folders folders, Visitor visitor) {
        this.mailboxes = mailboxes;
        this.folders = folders;
        this.visitor = visitor;
    }

    void flag(String box, NumberSet uids, int flag, boolean on) {
        doing(box, uids, mailbox -> mailboxes.store(visitor.getAccount(), mailbox, uids,
                on ? FlagChange.ADD : FlagChange.REMOVE, new Flags(flag, Set.of()), Long.MAX_VALUE));
    }

    /** To the trash; out of the trash for good. */
    void delete(String box, NumberSet uids) {
        doing(box, uids, mailbox -> {
            String trash = folders.of(Folder.TRASH, "Trash");
            if (box.equals(trash)) {
                mailboxes.expunge(visitor.getAccount(), mailbox, uids);
                Texts.done(Texts.of("deletedForGood", uids.count()));
            } else {
                mailboxes.copy(visitor.getAccount(), mailbox, uids, trash, true);
                Texts.done(Texts.of("movedToTrash", uids.count()));
            }
        });
    }

    void move(String box, NumberSet uids, String target) {
        if (target.isEmpty() || target.equals(box)) {
            return;
        }
        doing(box, uids, mailbox -> {
            mailboxes.copy(visitor.getAccount(), mailbox, uids, target, true);
            Texts.done(Texts.of("moved", uids.count(), folders.named(target).map(Folder::label).orElse(target)));
        });
    }

    private interface Deed {
        void on(long mailbox) throws MailboxRefused;
    }

    private void doing(String box, NumberSet uids, Deed deed) {
        if (uids.isEmpty()) {
            Texts.alarm(Texts.of("noneChosen"));
            return;
        }
        try {
            deed.on(mailboxes.status(visitor.getAccount(), box).id().orElseThrow());
        } catch (MailboxRefused e) {
            Texts.alarm(Texts.of(switch (e.code()) {
                case OVERQUOTA -> "overQuota";
                case NONEXISTENT, TRYCREATE -> "noFolder";
                default -> "away";
            }));
        }
    }
}
