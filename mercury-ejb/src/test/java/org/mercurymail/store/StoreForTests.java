package org.mercurymail.store;

/** The store's own test store, on a real PostgreSQL, for the rooms above. One thread at a time uses the accounts. */
public record StoreForTests(Accounts accounts, Domains domains, Aliases aliases, Credentials credentials,
        Devices devices, LoginPlaces loginPlaces, Audit audit, Mailboxes mailboxes, Grants grants, Expunged expunged,
        Bodies bodies, Queue queue,
        WaitingRecipients waitingRecipients, Ledger ledger, GroupWriter writer, SubmittedKeys submittedKeys,
        Lists lists, Members members, Collectors collectors, Strangers strangers,
        HandedOver handedOver, Texts texts, Annotations annotations) {

    public static StoreForTests get() {
        TestStore store = TestStore.get();
        return new StoreForTests(store.accounts, store.domains, store.aliases, store.credentials, store.devices,
                store.loginPlaces, store.audit, store.mailboxes, store.grants, store.expunged, store.bodies,
                store.queue,
                store.waitingRecipients, store.ledger, store.writer, store.submittedKeys, store.lists, store.members,
                store.collectors, store.strangers, store.handedOver, store.texts, store.annotations);
    }
}
