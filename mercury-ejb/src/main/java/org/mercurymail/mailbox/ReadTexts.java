package org.mercurymail.mailbox;

import java.io.IOException;
import java.io.Reader;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.mime.Folding;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.mime.Part;
import org.mercurymail.mime.SearchedText;
import org.mercurymail.mime.Summary;
import org.mercurymail.store.Bodies;
import org.mercurymail.store.BodyText;
import org.mercurymail.store.IndexedRow;
import org.mercurymail.store.MessageRow;
import org.mercurymail.store.StoreUnavailable;

/**
 * Makes of the messages of one body what the index keeps: every text that a search looks into, up to a length. What is
 * longer, or cannot be read, the index says of itself, and the search reads the message. Attachments that are no text
 * are not looked into, here as there.
 */
final class ReadTexts {

    /** Characters kept of a message's texts, and of its header. */
    static final int MOST_WORDS = 512 * 1024, MOST_HEADER = 64 * 1024;

    /** Between texts that are apart; what is looked for has none. */
    static final char APART = 1;

    private static final System.Logger LOG = System.getLogger(ReadTexts.class.getName());
    private static final int MOST_COPIES = 64; // whose own header fields are kept

    private final Bodies bodies;

    ReadTexts(Bodies bodies) {
        this.bodies = bodies;
    }

    /** @param messages of one body, at least one */
    BodyText of(List<IndexedRow> messages) {
        List<Long> accounts = messages.stream().map(IndexedRow::account).distinct().toList();
        MessageRow first = messages.get(0).message();
        try {
            return read(first, accounts, messages.stream().map(IndexedRow::message).toList());
        } catch (IOException | StoreUnavailable e) {
            throw new StoreUnavailable("a body cannot be read", e);
        } catch (RuntimeException fault) { // ours; the message is found by reading it
            LOG.log(Level.ERROR, "event=not-indexed body=" + first.body(), fault);
            return unknown(first.body(), accounts);
        }
    }

    /** What the index knows nothing of. */
    static BodyText unknown(long body, List<Long> accounts) {
        return new BodyText(body, accounts, false, true, "", "", "", Optional.empty(), Optional.empty());
    }

    private BodyText read(MessageRow first, List<Long> accounts, List<MessageRow> messages) throws IOException {
        Kept summary = new Kept(MOST_HEADER);
        SearchedText.inSummary(Summary.decode(first.envelope())).forEach(summary::add);
        Kept header = new Kept(MOST_HEADER);
        Set<String> lines = new LinkedHashSet<>();
        for (MessageRow message : messages.subList(0, Math.min(messages.size(), MOST_COPIES))) {
            for (HeaderFields.Field field : texts(message).header().all()) {
                lines.add(SearchedText.line(field));
            }
        }
        lines.forEach(header::add);
        Kept words = new Kept(MOST_WORDS);
        texts(first).words(words::add);
        boolean whole = !summary.cut && !header.cut && !words.cut && messages.size() <= MOST_COPIES;
        return new BodyText(first.body(), accounts, whole, messages.size() > 1, summary.plain(), header.plain(),
                words.plain(), header.accented(), words.accented());
    }

    private SearchedText texts(MessageRow message) {
        return new SearchedText(Part.decode(message.structure()), message.trace().length,
                new StoredBody(bodies, message)::open);
    }

    /** Texts, one behind the other, until there are too many. */
    private static final class Kept {

        private final StringBuilder all = new StringBuilder();
        private final int most;
        private boolean cut;
        private Optional<String> plain = Optional.empty(); // made once, when all is here

        Kept(int most) {
            this.most = most;
        }

        void add(String text) {
            all.append(text, 0, Math.min(text.length(), most - all.length()));
            cut |= all.length() >= most;
            end();
        }

        /** True when no more is kept. */
        boolean add(Reader text) throws IOException {
            char[] piece = new char[8192];
            for (int n = text.read(piece); n >= 0 && !cut; n = text.read(piece)) {
                all.append(piece, 0, Math.min(n, most - all.length()));
                cut = all.length() >= most;
            }
            end();
            return cut;
        }

        private void end() {
            if (!cut) {
                all.append(APART);
            }
        }

        String plain() {
            if (plain.isEmpty()) {
                plain = Optional.of(storable(Folding.plain(all.toString())));
            }
            return plain.get();
        }

        /** Empty when nothing is lost without accents. */
        Optional<String> accented() {
            return Optional.of(storable(Folding.folded(all.toString()))).filter(text -> !text.equals(plain()));
        }
    }

    /** PostgreSQL keeps no NUL, and UTF-8 no half of a surrogate pair. */
    private static String storable(String text) {
        StringBuilder sound = new StringBuilder(text);
        for (int i = 0; i < sound.length(); i++) {
            char c = sound.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < sound.length()
                    && Character.isLowSurrogate(sound.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                sound.setCharAt(i, APART);
            }
        }
        return sound.toString();
    }
}
