package org.mercurymail.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.DomainService;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.accounts.Right;
import org.mercurymail.accounts.Taken;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.port.MailboxInfo;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxSharing.RightsChange;
import org.mercurymail.store.Facts;
import org.mercurymail.store.Grants;
import org.mercurymail.store.StoreUnavailable;

/**
 * The folders of a domain, as its administrators see and change them; every change is noted in the audit log. Fields:
 * {@code domain}, {@code name}, {@code identifier}, {@code rights}.
 */
@ApplicationScoped
public class SharedFolders {

    private MailboxService mailboxes;
    private Sharing sharing;
    private Grants grants;
    private DomainService domains;
    private Watchers watchers;

    /** For the container's proxy. */
    protected SharedFolders() { }

    @Inject
    public SharedFolders(MailboxService mailboxes, Sharing sharing, Grants grants, DomainService domains,
            Watchers watchers) {
        this.mailboxes = mailboxes;
        this.sharing = sharing;
        this.grants = grants;
        this.domains = domains;
        this.watchers = watchers;
    }

    /** All of a domain, by name. */
    public List<SharedFolder> of(Actor actor, Domain domain) {
        Right.SEE_SHARED_FOLDERS.require(actor, 0, domain.name());
        long root = root(actor, domain);
        return mailboxes.mailboxes(root).stream().filter(info -> info.id().isPresent())
                .map(info -> shown(domain, root, info)).toList();
    }

    /** Makes a folder, and those above it; nobody may anything in it yet, but who may in the one above. */
    public SharedFolder add(Actor actor, Domain domain, String name) {
        Right.CHANGE_SHARED_FOLDERS.require(actor, 0, domain.name());
        long root = root(actor, domain);
        try {
            if (MailboxName.parse(name).isInbox()) {
                throw new Invalid("name", Refusal.FOLDER_NAME);
            }
            mailboxes.create(root, name, Optional.empty());
        } catch (MailboxRefused e) {
            throw switch (e.code()) {
                case ALREADYEXISTS -> new Taken(Refusal.FOLDER_THERE, name);
                case UNAVAILABLE -> new StoreUnavailable(e.getMessage(), e);
                default -> new Invalid("name", Refusal.FOLDER_NAME);
            };
        }
        sharing.changed();
        grants.note(actor.doer(), "shared-folder.add", domain.name() + "/" + name, Facts.NOTHING,
                Facts.of("name", name));
        return folder(domain, root, name);
    }

    /** Says what somebody may in a folder; no rights at all forget him. */
    public SharedFolder allow(Actor actor, Domain domain, String name, String identifier, String rights) {
        Right.CHANGE_SHARED_FOLDERS.require(actor, 0, domain.name());
        long root = root(actor, domain);
        MailboxRights wanted = MailboxRights.of(rights)
                .orElseThrow(() -> new Invalid("rights", Refusal.RIGHTS, rights));
        SharedFolder before = folder(domain, root, name);
        try {
            long who = sharing.identified(root, identifier);
            sharing.change(root, mailboxes.status(root, name).id().orElseThrow(), who, RightsChange.REPLACE, wanted);
            watchers.changed(root);
            watchers.wake(who);
        } catch (MailboxRefused e) {
            throw e.code() == MailboxRefused.Code.UNAVAILABLE ? new StoreUnavailable(e.getMessage(), e)
                    : new Invalid("identifier", Refusal.NO_OPEN_ACCOUNT, identifier);
        }
        SharedFolder after = folder(domain, root, name);
        grants.note(actor.doer(), "shared-folder.allow", domain.name() + "/" + name, facts(before), facts(after));
        return after;
    }

    /** Takes a folder away with its messages; those below it stay. */
    public void remove(Actor actor, Domain domain, String name) {
        Right.CHANGE_SHARED_FOLDERS.require(actor, 0, domain.name());
        long root = root(actor, domain);
        SharedFolder before = folder(domain, root, name);
        try {
            mailboxes.delete(root, name);
        } catch (MailboxRefused e) {
            throw refused(e, name);
        }
        sharing.changed();
        grants.note(actor.doer(), "shared-folder.remove", domain.name() + "/" + name, facts(before), Facts.NOTHING);
    }

    private long root(Actor actor, Domain domain) {
        domains.domain(actor, domain.name()); // refused when it is not one of ours
        return grants.sharedRoot(domain.name());
    }

    private SharedFolder folder(Domain domain, long root, String name) {
        try {
            return shown(domain, root, mailboxes.status(root, name));
        } catch (MailboxRefused e) {
            throw refused(e, name);
        }
    }

    private static RuntimeException refused(MailboxRefused e, String name) {
        return e.code() == MailboxRefused.Code.UNAVAILABLE ? new StoreUnavailable(e.getMessage(), e)
                : new Missing(Refusal.NO_FOLDER, name);
    }

    private SharedFolder shown(Domain domain, long root, MailboxInfo info) {
        return new SharedFolder(domain.name(), info.name(), info.messages(), info.size(),
                sharing.holders(root, info.id().orElseThrow()));
    }

    private static Facts facts(SharedFolder folder) {
        return Facts.of("access", folder.access().entrySet().stream().map(entry -> entry.getKey() + ' '
                + entry.getValue().letters()).toList());
    }
}
