package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.lists.Imported;
import org.mercurymail.lists.ListService;
import org.mercurymail.lists.MailingList;
import org.mercurymail.lists.Member;
import org.mercurymail.mail.Address;
import org.mercurymail.web.Figures;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** One list: what it is, and its members. Owners see it without the settings, which are an administrator's. */
@Named
@RequestScoped
public class MembersPage {

    private static final int LINES = 100;

    private ListService lists;
    private Visitor visitor;
    private String address = "";
    private String after = "";
    private String words = "";
    private ListSettings settings = new ListSettings();
    private boolean sure;
    private String member = "";
    private String text = "";
    private MailingList shown;
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
        show();
        if (Deed.pressed("change").isEmpty()) { // else its form was sent: what was typed stays
            settings = ListSettings.of(shown);
        }
        return "";
    }

    private void show() {
        shown = lists.list(visitor.actor(), list());
        lines = lists.members(visitor.actor(), list(), words, Deed.given(after).flatMap(Address::parse), LINES);
    }

    public String change() {
        return Deed.done(() -> lists.change(visitor.actor(), list(), settings.patch()), Texts.of("saved"))
                ? Deed.here() + Deed.AGAIN : "";
    }

    public String add() {
        return Deed.again(() -> lists.addMember(visitor.actor(), list(), member.strip()),
                Texts.of("memberMade", member.strip()));
    }

    /** From the file when there is one, else from the text. Stays on the page, to show the lines that were not taken. */
    public void importText() throws IOException, ServletException {
        Imported[] outcome = new Imported[1];
        try (InputStream in = given()) {
            boolean done = Deed.done(() -> outcome[0] = lists.importMembers(visitor.actor(), list(), in),
                    Texts.of("imported"));
            if (done) {
                refused = outcome[0].refused();
                Texts.done(Texts.of("importCounts", outcome[0].added(), outcome[0].already(), refused.size()));
                text = "";
            }
        }
        show();
    }

    private InputStream given() throws IOException, ServletException {
        Object request = FacesContext.getCurrentInstance().getExternalContext().getRequest();
        Part file = ((HttpServletRequest) request).getPart("file");
        return file != null && file.getSize() > 0 ? file.getInputStream()
                : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    public String remove() {
        if (!sure) {
            Texts.alarm(Texts.of("listStays"));
            return "";
        }
        return Deed.done(() -> lists.remove(visitor.actor(), list()), Texts.of("listGone", address))
                ? "/admin/lists.xhtml?faces-redirect=true&domain=" + list().domain().name() : Deed.here() + Deed.AGAIN;
    }

    private Address list() {
        return Deed.given(address).flatMap(Address::parse).orElseThrow(() -> new Missing(Refusal.NO_LIST, address));
    }

    /** How often, when last and why; empty when every copy arrived. */
    public String bounce(Member one) {
        return one.lastBounce().map(at -> one.bounces() + " \u00b7 " + Figures.date(at, Texts.locale()) + " \u00b7 "
                + one.lastReason()).orElse("");
    }

    public MailingList getShown() {
        return shown;
    }

    public ListSettings getSettings() {
        return settings;
    }

    public List<Member> getLines() {
        return lines;
    }

    public String why(Imported.Refused line) {
        return line.why().text(Texts.locale());
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

    public String getWords() {
        return words;
    }

    public void setWords(String words) {
        this.words = Deed.given(words).orElse("");
    }

    public boolean isSure() {
        return sure;
    }

    public void setSure(boolean sure) {
        this.sure = sure;
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
