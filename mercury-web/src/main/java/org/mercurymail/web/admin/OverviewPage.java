package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.DomainService;
import org.mercurymail.accounts.Right;
import org.mercurymail.collect.Collector;
import org.mercurymail.collect.CollectorService;
import org.mercurymail.outbound.QueueStatus;
import org.mercurymail.web.Texts;
import org.mercurymail.web.Troubles;
import org.mercurymail.web.api.ListenerState;
import org.mercurymail.web.api.Listeners;
import org.mercurymail.web.login.Visitor;

/** What is wrong, if anything is; then the listeners and the queue in numbers. */
@Named
@RequestScoped
public class OverviewPage {

    private static final System.Logger LOG = System.getLogger(OverviewPage.class.getName());
    private static final int LOOKED_AT = 500;

    private Listeners listeners;
    private QueueStatus queue;
    private CollectorService collectors;
    private DomainService domains;
    private Visitor visitor;
    private final List<Trouble> troubles = new ArrayList<>();
    private List<ListenerState> states = List.of();
    private QueueStatus.Counts counts = new QueueStatus.Counts(0, 0, 0, 0, 0, 0);

    /** For the container's proxy. */
    protected OverviewPage() { }

    @Inject
    public OverviewPage(Listeners listeners, QueueStatus queue, CollectorService collectors, DomainService domains,
            Visitor visitor) {
        this.listeners = listeners;
        this.queue = queue;
        this.collectors = collectors;
        this.domains = domains;
        this.visitor = visitor;
    }

    public void load() {
        Right.SEE_QUEUE.require(visitor.actor());
        states = listeners.states();
        states.stream().filter(state -> !state.open()).forEach(state -> troubles.add(new Trouble(
                Texts.of("listenerDown", state.service(), state.address() + ":" + state.port()), "")));
        try {
            Actor actor = visitor.actor();
            counts = queue.counts();
            queueTroubles();
            for (Collector collector : collectors.page(actor, 0, LOOKED_AT)) {
                collector.trouble().ifPresent(trouble -> troubles.add(new Trouble(Texts.of("collectorFails",
                        collector.login(), collector.server(), Troubles.words(Texts.locale(), trouble)),
                        "/admin/collectors.xhtml")));
            }
            if (domains.page(actor, "", 1).isEmpty()) {
                troubles.add(new Trouble(Texts.of("noDomainYet"), "/admin/domains.xhtml"));
            }
        } catch (RuntimeException away) {
            LOG.log(System.Logger.Level.WARNING, "event=overview-incomplete", away);
            troubles.add(new Trouble(Texts.of("databaseAway"), ""));
        }
    }

    private void queueTroubles() {
        if (counts.vain() > 0) {
            troubles.add(new Trouble(Texts.of("queueStuck", counts.vain()), "/admin/queue.xhtml"));
        }
        if (counts.held() > 0) {
            troubles.add(new Trouble(Texts.of("queueHeld", counts.held()), "/admin/queue.xhtml"));
        }
    }

    public List<Trouble> getTroubles() {
        return troubles;
    }

    public List<ListenerState> getStates() {
        return states;
    }

    public QueueStatus.Counts getCounts() {
        return counts;
    }
}
