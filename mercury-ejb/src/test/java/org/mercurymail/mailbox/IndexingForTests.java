package org.mercurymail.mailbox;

import java.util.Optional;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.TextMatches;
import org.mercurymail.port.TextMatches.Place;
import org.mercurymail.store.StoreForTests;

/** The indexer, when a test says so. */
public final class IndexingForTests {

    private final TextIndexer indexer = new TextIndexer(StoreForTests.get().texts(), StoreForTests.get().bodies());

    private final TextSearch narrowing = new TextSearch(StoreForTests.get().texts(), 0);

    /** Through the index, however small the mailbox. */
    public Optional<TextMatches> matches(long account, MailboxSnapshot mailbox, Place place, String text) {
        return narrowing.matches(account, mailbox, place, text);
    }

    public void all() {
        indexer.index(Long.MAX_VALUE / 2 + System.nanoTime());
    }
}
