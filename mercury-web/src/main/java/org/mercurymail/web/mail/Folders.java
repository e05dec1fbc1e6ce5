package org.mercurymail.web.mail;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mercurymail.mailbox.MailboxService;
import org.mercurymail.port.MailboxInfo;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** The mailboxes of whoever is logged in, in the order of the page. */
@Named
@RequestScoped
public class Folders {

    private MailboxService mailboxes;
    private Visitor visitor;
    private Optional<List<Folder>> all = Optional.empty();
    private String wanted = "";

    /** For the container's proxy. */
    protected Folders() { }

    @Inject
    public Folders(MailboxService mailboxes, Visitor visitor) {
        this.mailboxes = mailboxes;
        this.visitor = visitor;
    }

    public List<Folder> getAll() {
        if (all.isEmpty()) {
            all = Optional.of(mailboxes.mailboxes(visitor.getAccount()).stream().filter(m -> m.id().isPresent())
                    .map(Folders::shown).sorted(Comparator.comparingInt(Folder::rank).thenComparing(Folder::name))
                    .toList());
        }
        return all.get();
    }

    Optional<Folder> named(String name) {
        return getAll().stream().filter(folder -> folder.name().equals(name)).findFirst();
    }

    /** The name of the mailbox of a use, made when the account has none. */
    String of(String use, String name) throws MailboxRefused {
        Optional<Folder> found = getAll().stream().filter(folder -> folder.use().equals(use)).findFirst();
        if (found.isPresent()) {
            return found.get().name();
        }
        if (named(name).isEmpty()) {
            mailboxes.create(visitor.getAccount(), name, Optional.of(use));
            all = Optional.empty();
        }
        return name;
    }

    /** Makes the mailbox whose name was written. */
    public String create() {
        try {
            mailboxes.create(visitor.getAccount(), wanted.strip(), Optional.empty());
            mailboxes.subscribe(visitor.getAccount(), wanted.strip(), true);
            Texts.done(Texts.of("folderMade", wanted.strip()));
            return "/mail/folders.xhtml?faces-redirect=true";
        } catch (MailboxRefused e) {
            Texts.alarm(Texts.of(e.code() == MailboxRefused.Code.ALREADYEXISTS ? "folderTaken" : "folderRefused"));
            return "";
        }
    }

    /** What a row's own button asks for, whatever the list looks like by now. */
    public String pressed() {
        FacesContext faces = FacesContext.getCurrentInstance();
        String name = faces.getExternalContext().getRequestParameterMap().get("remove");
        return faces.isPostback() && name != null ? remove(name) : "";
    }

    /** Removes an empty mailbox of one's own making. */
    private String remove(String name) {
        try {
            if (named(name).filter(Folder::isRemovable).isPresent()) {
                mailboxes.delete(visitor.getAccount(), name);
                Texts.done(Texts.of("folderGone", name));
            } else {
                Texts.alarm(Texts.of("folderNotEmpty"));
            }
        } catch (MailboxRefused e) {
            Texts.alarm(Texts.of("away"));
        }
        return "/mail/folders.xhtml?faces-redirect=true";
    }

    private static Folder shown(MailboxInfo info) {
        String use = info.specialUse().orElse("");
        return new Folder(info.name(), Folder.label(info.name(), use), use, info.messages(), info.unseen());
    }

    public String getWanted() {
        return wanted;
    }

    public void setWanted(String wanted) {
        this.wanted = wanted;
    }
}
