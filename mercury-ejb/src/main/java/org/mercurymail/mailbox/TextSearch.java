package org.mercurymail.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.mercurymail.accounts.Actor;
import org.mercurymail.accounts.Right;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.mime.Folding;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.TextMatches;
import org.mercurymail.port.TextMatches.Place;
import org.mercurymail.store.Texts;

/** Asks the index of texts, and has it made anew. What it answers is what reading every message would have found. */
@ApplicationScoped
public class TextSearch {

    /** So many messages of a mailbox are gone through one by one: 40 microseconds each, whatever the account has. */
    private static final int FEW = 2000;

    private static final int SHORTEST = 3; // letters or digits in a row, to narrow anything by trigrams
    private static final int LONGEST = 1000; // characters; what is longer is read for

    private static final int MOST_WORDS = 4; // of a person's, that narrow what is read
    private static final NumberSet EVERY = NumberSet.range(1, 0xFFFFFFFFL);

    private Texts texts;
    private int few;

    /** For the container's proxy. */
    protected TextSearch() { }

    @Inject
    public TextSearch(Texts texts) {
        this(texts, FEW);
    }

    /** @param few messages of a mailbox that is gone through one by one */
    TextSearch(Texts texts, int few) {
        this.texts = texts;
        this.few = few;
    }

    /** As {@link org.mercurymail.port.MailboxListener#matches}: accents count. */
    Optional<TextMatches> matches(long account, MailboxSnapshot mailbox, Place place, String text) {
        if (!isIndexed(text)) {
            return Optional.empty();
        }
        LongStream.Builder sure = LongStream.builder();
        LongStream.Builder open = LongStream.builder();
        find(account, mailbox, place, text, Optional.of(Folding.folded(text)),
                (uid, certain) -> (certain ? sure : open).accept(uid));
        return Optional.of(new TextMatches(set(sure.build()), set(open.build())));
    }

    /** No other message has all of these words in the fields of its summary or in its texts; accents do not count. */
    NumberSet candidates(long account, MailboxSnapshot mailbox, List<String> words) {
        NumberSet all = EVERY;
        for (String word : words.stream().filter(TextSearch::isIndexed).limit(MOST_WORDS).toList()) {
            NumberSet known = all;
            LongStream.Builder some = LongStream.builder();
            for (Place place : List.of(Place.SUMMARY, Place.BODY)) {
                find(account, mailbox, place, word, Optional.empty(), (uid, certain) -> some.accept(uid));
            }
            all = set(some.build().filter(known::contains));
        }
        return all;
    }

    private void find(long account, MailboxSnapshot mailbox, Place place, String text, Optional<String> exact,
            Texts.Found found) {
        String plain = Folding.plain(text);
        texts.find(account, mailbox.mailbox(), place.name(), plain, exact, mailbox.size() <= few || !narrows(plain),
                found);
    }

    private static NumberSet set(LongStream uids) {
        return NumberSet.ofSorted(uids.sorted().toArray());
    }

    /** The index has neither NUL, nor what it puts between texts, nor halves of pairs, nor marks alone. */
    private static boolean isIndexed(String text) {
        return text.length() <= LONGEST && !Folding.plain(text).isEmpty() && text.codePoints().noneMatch(c ->
                c <= ReadTexts.APART || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static boolean narrows(String plain) {
        int run = 0;
        for (int i = 0; i < plain.length() && run < SHORTEST; i += Character.charCount(plain.codePointAt(i))) {
            run = Character.isLetterOrDigit(plain.codePointAt(i)) ? run + 1 : 0;
        }
        return run >= SHORTEST;
    }

    /**
     * Has the whole index made anew, behind the running service.
     *
     * @return about how many bodies wait, up to a million
     */
    public int rebuild(Actor by) {
        Right.REBUILD_INDEX.require(by);
        texts.rebuild();
        return waiting(by);
    }

    /** How many bodies wait to be indexed, up to a million. */
    public int waiting(Actor by) {
        Right.REBUILD_INDEX.require(by);
        return texts.waiting(1_000_000);
    }
}
