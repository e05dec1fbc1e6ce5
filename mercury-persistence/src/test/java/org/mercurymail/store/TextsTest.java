package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits to be indexed and what is: through interruptions, shared bodies, the sweep, the index's loss. */
class TextsTest {

    private final TestStore store = TestStore.get();
    private final AccountRow one = store.newAccount();
    private final AccountRow other = store.newAccount();

    @BeforeEach
    void nothingWaits() {
        while (store.texts.index(100, TextsTest::text) > 0) {
            assertTrue(store.texts.waiting(10) >= 0);
        }
    }

    /** The words of every message are its body's octets. */
    private static BodyText text(List<IndexedRow> messages) {
        String words = "alpha beta " + messages.get(0).message().size();
        return new BodyText(messages.get(0).message().body(), messages.stream().map(IndexedRow::account).toList(), true,
                messages.size() > 1, "", "subject: x", words, Optional.empty(), Optional.empty());
    }

    private TreeMap<Long, Boolean> found(AccountRow account, String text) {
        TreeMap<Long, Boolean> all = new TreeMap<>();
        store.texts.find(account.id(), account.inbox(), "BODY", text, Optional.of(text), false,
                (uid, sure) -> all.merge(uid, sure, Boolean::logicalOr));
        return all;
    }

    @Test
    void whatIsNotIndexedIsToBeRead() {
        store.writer.write(Messages.to(one, one.inbox(), new byte[100]));
        assertEquals(new TreeMap<>(java.util.Map.of(1L, false)), found(one, "nowhere"));
        assertEquals(1, store.texts.index(10, TextsTest::text));
        assertEquals(new TreeMap<>(), found(one, "nowhere"));
        assertEquals(new TreeMap<>(java.util.Map.of(1L, true)), found(one, "pha bet"));
        assertEquals(new TreeMap<>(), found(other, "pha bet"), "another account's");
    }

    @Test
    void anInterruptedBatchIsDoneAgain() {
        store.writer.write(Messages.to(one, one.inbox(), new byte[100]));
        store.writer.write(Messages.to(one, one.inbox(), new byte[200]));
        Function<List<IndexedRow>, BodyText> dies = new Function<>() {
            private int calls;

            @Override
            public BodyText apply(List<IndexedRow> messages) {
                if (++calls == 2) {
                    throw new IllegalStateException("the node dies");
                }
                return text(messages);
            }
        };
        assertThrows(IllegalStateException.class, () -> store.texts.index(10, dies));
        assertEquals(new TreeMap<>(java.util.Map.of(1L, false, 2L, false)), found(one, "alpha"));
        assertEquals(2, store.texts.index(10, TextsTest::text));
        assertEquals(new TreeMap<>(java.util.Map.of(1L, true, 2L, true)), found(one, "alpha"));
    }

    @Test
    void aBodyOfManyIsIndexedOnce() {
        store.writer.write(Messages.arrival(new byte[100], List.of(Messages.filing(one, one.inbox(), 0),
                Messages.filing(other, other.inbox(), 0)), List.of()));
        assertEquals(1, store.texts.waiting(10));
        assertEquals(1, store.texts.index(10, TextsTest::text));
        assertEquals(1, found(one, "alpha").size());
        assertEquals(1, found(other, "alpha").size());
    }

    @Test
    void whatIsSweptLeavesTheIndex() {
        store.writer.write(Messages.to(one, one.inbox(), new byte[100]));
        store.texts.index(10, TextsTest::text);
        String rows = "SELECT count(*) FROM body_text WHERE accounts @> ARRAY[" + one.id() + "::bigint]";
        assertEquals(1, store.number(rows));
        store.mailboxes.expunge(one.id(), one.inbox(), UidRange.ALL);
        assertEquals(new TreeMap<>(), found(one, "alpha"));
        while (store.bodies.sweep(Duration.ofSeconds(-60)) > 0) {
            assertTrue(store.number(rows) <= 1);
        }
        assertEquals(0, store.number(rows));
    }

    @Test
    void aLostIndexIsSeenAndMadeAnew() {
        store.writer.write(Messages.to(one, one.inbox(), new byte[100]));
        store.texts.index(10, TextsTest::text);
        assertFalse(store.texts.isLost());
        store.transactions.sql(c -> c.createStatement().execute("TRUNCATE body_text"));
        assertTrue(store.texts.isLost());
        store.texts.rebuild();
        assertFalse(store.texts.isLost());
        assertEquals(new TreeMap<>(java.util.Map.of(1L, false)), found(one, "alpha"));
        nothingWaits();
        assertEquals(new TreeMap<>(java.util.Map.of(1L, true)), found(one, "alpha"));
    }

    @Test
    void patternsAreTakenAsTheyAre() {
        store.writer.write(Messages.to(one, one.inbox(), new byte[100]));
        store.texts.index(10, TextsTest::text);
        for (String text : List.of("alp%beta", "alph_ beta", "\\alpha", "a%")) {
            assertEquals(new TreeMap<>(), found(one, text), text);
        }
    }
}
