package org.mercurymail.lists;

import java.time.Clock;
import java.util.function.Consumer;
import org.mercurymail.accounts.DirectoryForTests;
import org.mercurymail.config.Settings;
import org.mercurymail.intake.Submission;
import org.mercurymail.routing.Router;
import org.mercurymail.store.StoreForTests;

/** The lists' beans over a real database, wired by hand. */
public final class ListsForTests {

    public final CopyFields fields;
    public final Postings postings;
    public final MemberLinks memberLinks;
    public ListService service;
    public Subscriptions subscriptions;
    final Confirmations confirmations;
    private final StoreForTests store;
    private final Router router;

    public ListsForTests(StoreForTests store, Settings settings, Router router, Clock clock) {
        this.store = store;
        this.router = router;
        ListLinks links = new ListLinks(settings);
        fields = new CopyFields(store.lists(), store.members(), links);
        confirmations = new Confirmations(store.lists(), store.members(), links, settings, clock);
        postings = new Postings(store.lists(), store.members(), router, links, fields, confirmations);
        memberLinks = new MemberLinks(store.lists());
    }

    /** @param observers of AddressesChanged */
    public void serve(Submission submission, Consumer<Object> observers) {
        service = new ListService(store.accounts(), store.lists(), store.members(), router,
                new DirectoryForTests.Told<>(observers::accept));
        subscriptions = new Subscriptions(store.lists(), store.members(), memberLinks, confirmations, submission);
    }
}
