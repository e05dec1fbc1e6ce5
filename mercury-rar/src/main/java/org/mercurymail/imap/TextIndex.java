package org.mercurymail.imap;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.imap.SearchKey.Answer;
import org.mercurymail.mime.SearchedText;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.TextMatches;
import org.mercurymail.port.TextMatches.Place;

/** What the index of texts answered to the keys of one search. What it does not know is UNKNOWN, never NO. */
final class TextIndex {

    /** Fewer messages than this are read without asking. */
    static final int WORTH = 32;

    static final TextIndex NONE = new TextIndex();

    private static final int MOST_KEYS = 16; // each is a query; with more, the rest of them is read

    private final Map<SearchKey, TextMatches> answers = new IdentityHashMap<>(); // two equal keys are rare

    private TextIndex() { }

    static TextIndex asked(MailboxListener door, long account, long mailbox, SearchKey search) throws MailboxRefused {
        TextIndex index = new TextIndex();
        List<SearchKey> keys = search.texts().limit(MOST_KEYS).toList();
        for (SearchKey key : keys) {
            Optional<TextMatches> matches = key instanceof SearchKey.Words words
                    ? words.text().isEmpty() ? Optional.empty()
                    : door.matches(account, mailbox, words.header() ? Place.TEXT : Place.BODY, words.text())
                    : header(door, account, mailbox, (SearchKey.Header) key);
            matches.ifPresent(found -> index.answers.put(key, found));
        }
        return index;
    }

    private static Optional<TextMatches> header(MailboxListener door, long account, long mailbox,
            SearchKey.Header key) throws MailboxRefused {
        if (!key.text().isEmpty()) {
            return door.matches(account, mailbox, SearchedText.isInSummary(key.field(), key.text()) ? Place.SUMMARY
                    : Place.HEADER, key.text());
        }
        return key.field().isEmpty() || SearchedText.isInSummary(key.field(), "") ? Optional.empty()
                : door.matches(account, mailbox, Place.HEADER, key.field() + ':');
    }

    boolean knowsNothing() {
        return answers.isEmpty();
    }

    Answer answer(SearchKey key, long uid) {
        TextMatches matches = answers.get(key);
        return matches == null || matches.open().contains(uid) && !matches.sure().contains(uid) ? Answer.UNKNOWN
                : Answer.of(matches.sure().contains(uid));
    }
}
