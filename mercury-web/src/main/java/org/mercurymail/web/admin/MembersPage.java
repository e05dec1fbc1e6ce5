package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mercurymail.accounts.Missing;
import org.mercurymail.lists.Imported;
import org.mercurymail.lists.ListPatch;
import org.mercurymail.lists.ListService;
import org.mercurymail.lists.MailingList;
import org.mercurymail.lists.Member;
import org.mercurymail.mail.Address;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** One list: what it is, and its members. */
@Named
@RequestScoped
public class MembersPage {

    private static final int LINES = 100;

    private ListService lists;
    private Visitor visitor;
    private String address = "";
    private String after = "";
    private String name = "";
    private String post = "";
    private boolean open;
    private String speech = "";
    private String prefix = "";
    private String owners = "";
    private String member = "";
    private String text = "";
    private long total;
    private List<Member> lines = List.of();
    private List<Imported.Refused> refused = List.of();

    /** For the container's proxy. */
    protected MembersPage() { }

    @Inject
    public MembersPage(ListService lists, Visitor visitor) {
        this.lists = lists;
        this.visitor = visitor;
    }

    public String load() {
        Optional<String> gone = Deed.pressed("remove");
        if (gone.isPresent()) {
            return Deed.again(() -> lists.removeMember(visitor.actor(), list(), Address.of(gone.get())),
                    Texts.of("memberGone", gone.get()));
        }
        MailingList list = show();
        if (Deed.pressed("change").isPresent()) {
            return ""; // its form was sent: what was typed stays
        }
        name = list.name();
        post = list.post().toString();
        open = list.open();
        speech = list.language().toString();
        prefix = list.subjectPrefix();
        owners = list.owners().stream().map(Address::toString).collect(Collectors.joining("\n"));
        return "";
    }

    private MailingList show() {
        MailingList list = lists.list(visitor.actor(), list());
        total = list.members();
        lines = lists.members(visitor.actor(), list(), Deed.given(after).flatMap(Address::parse), LINES);
        return list;
    }

    public String change() {
        return Deed.done(() -> lists.change(visitor.actor(), list(), new ListPatch(Optional.of(name),
                Optional.of(post), Optional.of(open), Optional.of(speech), Optional.of(prefix),
                Optional.of(AliasesPage.split(owners)))), Texts.of("saved")) ? Deed.here() + Deed.AGAIN : "";
    }

    public String add() {
        return Deed.again(() -> lists.addMember(visitor.actor(), list(), member.strip()),
                Texts.of("memberMade", member.strip()));
    }

    /** Stays on the page, to show the lines that were not taken. */
    public void importText() {
        Imported[] outcome = new Imported[1];
        boolean done = Deed.done(() -> outcome[0] = lists.importMembers(visitor.actor(), list(),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))), Texts.of("imported"));
        if (done) {
            refused = outcome[0].refused();
            Texts.done(Texts.of("importCounts", outcome[0].added(), outcome[0].already(), refused.size()));
            text = "";
        }
        show();
    }

    public String remove() {
        return Deed.done(() -> lists.remove(visitor.actor(), list()), Texts.of("listGone", address))
                ? "/admin/lists.xhtml?faces-redirect=true" : Deed.here() + Deed.AGAIN;
    }

    private Address list() {
        return Deed.given(address).flatMap(Address::parse).orElseThrow(() -> new Missing("list " + address));
    }

    public long getTotal() {
        return total;
    }

    public List<Member> getLines() {
        return lines;
    }

    public List<Imported.Refused> getRefused() {
        return refused;
    }

    public boolean isMore() {
        return lines.size() == LINES;
    }

    public String getNext() {
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1).address().toString();
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }

    public String getAfter() {
        return after;
    }

    public void setAfter(String after) {
        this.after = after;
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

    public String getOwners() {
        return owners;
    }

    public void setOwners(String owners) {
        this.owners = owners;
    }

    public String getMember() {
        return member;
    }

    public void setMember(String member) {
        this.member = member;
    }

    public String getText() {
        return text;
    }

    public void setText(String text) {
        this.text = text;
    }
}
