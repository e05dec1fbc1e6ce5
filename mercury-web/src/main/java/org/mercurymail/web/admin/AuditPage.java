package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import org.mercurymail.accounts.AuditEntry;
import org.mercurymail.accounts.AuditLog;
import org.mercurymail.web.Figures;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** Who changed what, the newest first. */
@Named
@RequestScoped
public class AuditPage {

    private static final int LINES = 100;

    private AuditLog audit;
    private Visitor visitor;
    private String before = "";
    private List<AuditEntry> lines = List.of();

    /** For the container's proxy. */
    protected AuditPage() { }

    @Inject
    public AuditPage(AuditLog audit, Visitor visitor) {
        this.audit = audit;
        this.visitor = visitor;
    }

    public void load() {
        lines = audit.page(visitor.actor(), Optional.empty(), Deed.number(before), LINES);
    }

    public List<AuditEntry> getLines() {
        return lines;
    }

    public boolean isMore() {
        return lines.size() == LINES;
    }

    public long getNext() {
        return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).id();
    }

    public String when(AuditEntry entry) {
        return Figures.moment(entry.at(), Texts.locale());
    }

    public String getBefore() {
        return before;
    }

    public void setBefore(String before) {
        this.before = before;
    }
}
