package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.MessageId;
import org.mercurymail.outbound.QueueService;
import org.mercurymail.outbound.Waiting;
import org.mercurymail.web.Figures;
import org.mercurymail.web.Texts;
import org.mercurymail.web.login.Visitor;

/** Who waits in the queue, the oldest first. The buttons of a row carry {@code message address}. */
@Named
@RequestScoped
public class QueuePage {

    private static final int LINES = 100;

    private QueueService queue;
    private Visitor visitor;
    private String words = "";
    private String after = "";
    private List<Waiting> lines = List.of();

    /** For the container's proxy. */
    protected QueuePage() { }

    @Inject
    public QueuePage(QueueService queue, Visitor visitor) {
        this.queue = queue;
        this.visitor = visitor;
    }

    private interface Change {
        int on(Actor actor, MessageId message, Optional<Address> recipient);
    }

    public String load() {
        if (Deed.pressed("retry").isPresent()) {
            return changed(Deed.pressed("retry").get(), queue::retry, "retried");
        }
        if (Deed.pressed("hold").isPresent()) {
            return changed(Deed.pressed("hold").get(), queue::hold, "heldNow");
        }
        if (Deed.pressed("release").isPresent()) {
            return changed(Deed.pressed("release").get(), queue::release, "releasedNow");
        }
        if (Deed.pressed("cancel").isPresent()) {
            return changed(Deed.pressed("cancel").get(), queue::cancel, "cancelledNow");
        }
        lines = queue.page(visitor.actor(), Deed.given(words).orElse(""), place(), LINES);
        return "";
    }

    private String changed(String row, Change change, String said) {
        String[] both = row.split(" ", 2);
        return Deed.again(() -> change.on(visitor.actor(), MessageId.parse(both[0]).orElseThrow(() ->
                new Missing(Refusal.NO_MESSAGE, both[0])), Address.parse(both[both.length - 1])),
                Texts.of(said));
    }

    private QueueService.Place place() {
        String[] both = Deed.given(after).orElse("").split("-", 2);
        return both.length < 2 ? QueueService.Place.START : MessageId.parse(both[0])
                .map(id -> new QueueService.Place(id, (int) Deed.number(both[1]))).orElse(QueueService.Place.START);
    }

    public List<Waiting> getLines() {
        return lines;
    }

    public boolean isMore() {
        return lines.size() == LINES;
    }

    public String getNext() {
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1).message() + "-"
                + lines.get(lines.size() - 1).number();
    }

    public String since(Waiting one) {
        return Figures.date(one.at(), Texts.locale());
    }

    public String due(Waiting one) {
        return one.due().map(at -> Figures.date(at, Texts.locale())).orElse("");
    }

    public boolean isHeld(Waiting one) {
        return one.state() == Waiting.State.HELD;
    }

    public String state(Waiting one) {
        return Texts.of("state_" + one.state());
    }

    public String getWords() {
        return words;
    }

    public void setWords(String words) {
        this.words = words;
    }

    public String getAfter() {
        return after;
    }

    public void setAfter(String after) {
        this.after = after;
    }
}
