package org.mercurymail.web.admin;

import java.util.Optional;
import java.util.stream.Collectors;
import org.mercurymail.lists.Copies;
import org.mercurymail.lists.ListPatch;
import org.mercurymail.lists.MailingList;
import org.mercurymail.lists.NewList;
import org.mercurymail.mail.Address;

/** The fields of the form for a list, a new one or one that is there. */
public class ListSettings {

    private String name = "";
    private String post = "members";
    private boolean open = true;
    private String speech = "en";
    private String prefix = "";
    private String copies = Copies.AUTO.toString();
    private String owners = "";

    static ListSettings of(MailingList list) {
        ListSettings settings = new ListSettings();
        settings.name = list.name();
        settings.post = list.post().toString();
        settings.open = list.open();
        settings.speech = list.language().toString();
        settings.prefix = list.subjectPrefix();
        settings.copies = list.copies().toString();
        settings.owners = list.owners().stream().map(Address::toString).collect(Collectors.joining("\n"));
        return settings;
    }

    NewList made(String address) {
        return new NewList(address, name, post, open, speech, prefix, copies, AliasesPage.split(owners));
    }

    ListPatch patch() {
        return new ListPatch(Optional.of(name), Optional.of(post), Optional.of(open), Optional.of(speech),
                Optional.of(prefix), Optional.of(copies), Optional.of(AliasesPage.split(owners)));
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getPost() {
        return post;
    }

    public void setPost(String post) {
        this.post = post;
    }

    public boolean isOpen() {
        return open;
    }

    public void setOpen(boolean open) {
        this.open = open;
    }

    public String getSpeech() {
        return speech;
    }

    public void setSpeech(String speech) {
        this.speech = speech;
    }

    public String getPrefix() {
        return prefix;
    }

    public void setPrefix(String prefix) {
        this.prefix = prefix;
    }

    public String getCopies() {
        return copies;
    }

    public void setCopies(String copies) {
        this.copies = copies;
    }

    public String getOwners() {
        return owners;
    }

    public void setOwners(String owners) {
        this.owners = owners;
    }
}
