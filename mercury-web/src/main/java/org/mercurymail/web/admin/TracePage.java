package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import org.mercurymail.accounts.Missing;
import org.mercurymail.mail.MessageId;
import org.mercurymail.outbound.MessageTrace;
import org.mercurymail.outbound.Tracing;
import org.mercurymail.web.Figures;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** The story of one message, found by the id that is in its Received field, in replies and in the log. */
@Named
@RequestScoped
public class TracePage {

    private Tracing tracing;
    private Visitor visitor;
    private String id = "";
    private Optional<MessageTrace> trace = Optional.empty();

    /** For the container's proxy. */
    protected TracePage() { }

    @Inject
    public TracePage(Tracing tracing, Visitor visitor) {
        this.tracing = tracing;
        this.visitor = visitor;
    }

    public void load() {
        Optional<String> wanted = Deed.given(id);
        if (wanted.isEmpty()) {
            return;
        }
        try {
            trace = MessageId.parse(wanted.get()).map(known -> tracing.trace(visitor.actor(), known));
        } catch (Missing none) {
            trace = Optional.empty();
        }
    }

    public boolean isFound() {
        return trace.isPresent();
    }

    public boolean isMissing() {
        return Deed.given(id).isPresent() && trace.isEmpty();
    }

    public String getSender() {
        return trace.map(MessageTrace::sender).orElse("");
    }

    public String getAt() {
        return trace.map(found -> Figures.date(found.at(), Texts.locale())).orElse("");
    }

    public String getSize() {
        return trace.map(found -> Figures.size(found.size(), Texts.locale())).orElse("");
    }

    public List<MessageTrace.Fate> getFates() {
        return trace.map(MessageTrace::recipients).orElse(List.of());
    }

    public List<MessageTrace.Event> getEvents() {
        return trace.map(MessageTrace::events).orElse(List.of());
    }

    public String when(MessageTrace.Event event) {
        return Figures.moment(event.at(), Texts.locale());
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }
}
