package org.mercurymail.imap;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.mercurymail.mail.Flags;
import org.mercurymail.mime.SearchedText;
import org.mercurymail.port.StoredMessage;

/**
 * A condition on a message (RFC 9051 §6.4.4, RFC 5032, RFC 7162 §3.1.5, RFC 8474 §6, RFC 8514), and its evaluation. It is asked
 * first with what the snapshot knows and may answer UNKNOWN; only then is the message read, and only as far as the
 * answer needs.
 */
sealed interface SearchKey {

    /** The answer: UNKNOWN only while the message has not been read. */
    enum Answer {
        YES, NO, UNKNOWN;

        static Answer of(boolean yes) {
            return yes ? YES : NO;
        }

        Answer not() {
            return this == YES ? NO : this == NO ? YES : UNKNOWN;
        }
    }

    /** What is known of the message that is asked about. */
    interface Facts {

        /** Its number or its UID is in the set of this key. */
        boolean isIn(In key);

        Flags flags();

        boolean isRecent();

        long modseq();

        /** Seconds since 1970 at which the search began. */
        long now();

        /** What the index says, if it was asked, of a key that looks into texts. */
        Answer indexed(SearchKey key);

        /** The message itself, once it is read. */
        Optional<MessageReader> message();
    }

    /** @throws IOException when the message cannot be read */
    Answer test(Facts facts) throws IOException;

    /** The parts of a message that the answer may need. */
    default Set<StoredMessage.Part> needs() {
        return EnumSet.noneOf(StoredMessage.Part.class);
    }

    /** The keys in it that look into texts. */
    default Stream<SearchKey> texts() {
        return this instanceof And and ? and.keys.stream().flatMap(SearchKey::texts)
                : this instanceof Or or ? Stream.concat(or.first.texts(), or.second.texts())
                : this instanceof Not not ? not.key.texts()
                : this instanceof Header || this instanceof Words ? Stream.of(this) : Stream.empty();
    }

    /** True when the search asks about MODSEQ anywhere, and so must answer with one (RFC 7162 §3.1.5). */
    default boolean asksModseq() {
        return this instanceof ModSeq
                || this instanceof And and && and.keys.stream().anyMatch(SearchKey::asksModseq)
                || this instanceof Or or && (or.first.asksModseq() || or.second.asksModseq())
                || this instanceof Not not && not.key.asksModseq();
    }

    /** ALL, and with {@code yes} false what no message is. */
    record Always(boolean yes) implements SearchKey {
        @Override
        public Answer test(Facts facts) {
            return Answer.of(yes);
        }
    }

    /** {@code \Recent} to this session. */
    record Recent() implements SearchKey {
        @Override
        public Answer test(Facts facts) {
            return Answer.of(facts.isRecent());
        }
    }

    record And(List<SearchKey> keys) implements SearchKey {
        @Override
        public Answer test(Facts facts) throws IOException {
            Answer all = Answer.YES;
            for (SearchKey key : keys) {
                Answer answer = key.test(facts);
                if (answer == Answer.NO) {
                    return answer;
                }
                all = answer == Answer.UNKNOWN ? answer : all;
            }
            return all;
        }

        @Override
        public Set<StoredMessage.Part> needs() {
            Set<StoredMessage.Part> needs = EnumSet.noneOf(StoredMessage.Part.class);
            keys.forEach(key -> needs.addAll(key.needs()));
            return needs;
        }
    }

    record Or(SearchKey first, SearchKey second) implements SearchKey {
        @Override
        public Answer test(Facts facts) throws IOException {
            Answer one = first.test(facts);
            if (one == Answer.YES) {
                return one;
            }
            Answer other = second.test(facts);
            return other == Answer.YES ? other : one == Answer.UNKNOWN ? one : other;
        }

        @Override
        public Set<StoredMessage.Part> needs() {
            return new And(List.of(first, second)).needs();
        }
    }

    record Not(SearchKey key) implements SearchKey {
        @Override
        public Answer test(Facts facts) throws IOException {
            return key.test(facts).not();
        }

        @Override
        public Set<StoredMessage.Part> needs() {
            return key.needs();
        }
    }

    record Flag(int bit) implements SearchKey {
        @Override
        public Answer test(Facts facts) {
            return Answer.of(facts.flags().has(bit));
        }
    }

    record Keyword(String word) implements SearchKey {
        @Override
        public Answer test(Facts facts) {
            return Answer.of(facts.flags().keywords().contains(word));
        }
    }

    record In(SequenceSet set, boolean uid) implements SearchKey {
        @Override
        public Answer test(Facts facts) {
            return Answer.of(facts.isIn(this));
        }
    }

    record ModSeq(long least) implements SearchKey {
        @Override
        public Answer test(Facts facts) {
            return Answer.of(facts.modseq() >= least);
        }
    }

    /** LARGER and SMALLER. */
    record Size(boolean larger, long octets) implements SearchKey {
        @Override
        public Answer test(Facts facts) {
            return facts.message().map(m -> Answer.of(larger ? m.stored().size() > octets
                    : m.stored().size() < octets)).orElse(Answer.UNKNOWN);
        }
    }

    /** How a date lies to another. */
    enum Relation {
        BEFORE, ON, SINCE;

        boolean holds(LocalDate date, LocalDate other) {
            int order = date.compareTo(other);
            return this == BEFORE ? order < 0 : this == ON ? order == 0 : order >= 0;
        }
    }

    /** BEFORE, ON, SINCE: INTERNALDATE in UTC, as FETCH shows it. */
    record Arrived(Relation relation, LocalDate date) implements SearchKey {
        @Override
        public Answer test(Facts facts) {
            return facts.message().map(m -> Answer.of(relation.holds(
                    LocalDate.ofInstant(m.stored().internalDate(), ZoneOffset.UTC), date))).orElse(Answer.UNKNOWN);
        }
    }

    /** SAVEDBEFORE, SAVEDON, SAVEDSINCE (RFC 8514 §4.3): the day in UTC, as FETCH shows it. */
    record Saved(Relation relation, LocalDate date) implements SearchKey {
        @Override
        public Answer test(Facts facts) {
            return facts.message().map(m -> Answer.of(relation.holds(
                    LocalDate.ofInstant(m.stored().saved(), ZoneOffset.UTC), date))).orElse(Answer.UNKNOWN);
        }
    }

    /** OLDER and YOUNGER (RFC 5032). */
    record Within(boolean older, long seconds) implements SearchKey {
        @Override
        public Answer test(Facts facts) {
            return facts.message().map(m -> {
                long age = facts.now() - m.stored().internalDate().getEpochSecond();
                return Answer.of(older ? age >= seconds : age <= seconds);
            }).orElse(Answer.UNKNOWN);
        }
    }

    /** SENTBEFORE, SENTON, SENTSINCE: the day that the Date field names, whatever its zone. */
    record Sent(Relation relation, LocalDate date) implements SearchKey {
        @Override
        public Answer test(Facts facts) {
            return facts.message().map(m -> Answer.of(m.summary().sentDateTime()
                    .filter(sent -> relation.holds(sent.toLocalDate(), date)).isPresent())).orElse(Answer.UNKNOWN);
        }

        @Override
        public Set<StoredMessage.Part> needs() {
            return EnumSet.of(StoredMessage.Part.ENVELOPE);
        }
    }

    /** HEADER, and its short forms BCC, CC, FROM, SUBJECT, TO; an empty text asks only whether the field is there. */
    record Header(String field, String text) implements SearchKey {
        @Override
        public Answer test(Facts facts) throws IOException {
            if (facts.message().isEmpty()) {
                return facts.indexed(this);
            }
            return Answer.of(facts.message().get().headerContains(field, text));
        }

        @Override
        public Set<StoredMessage.Part> needs() {
            return SearchedText.isInSummary(field, text) ? EnumSet.of(StoredMessage.Part.ENVELOPE)
                    : EnumSet.of(StoredMessage.Part.STRUCTURE, StoredMessage.Part.CONTENT);
        }
    }

    /** BODY, and with {@code header} TEXT. */
    record Words(boolean header, String text) implements SearchKey {
        @Override
        public Answer test(Facts facts) throws IOException {
            if (text.isEmpty()) {
                return Answer.YES;
            }
            if (facts.message().isEmpty()) {
                return facts.indexed(this);
            }
            return Answer.of(facts.message().get().textContains(text, header));
        }

        @Override
        public Set<StoredMessage.Part> needs() {
            return EnumSet.of(StoredMessage.Part.STRUCTURE, StoredMessage.Part.CONTENT);
        }
    }

    /** EMAILID (RFC 8474 §6). */
    record EmailId(String id) implements SearchKey {
        @Override
        public Answer test(Facts facts) {
            return facts.message().map(m -> Answer.of(m.emailId().equals(id))).orElse(Answer.UNKNOWN);
        }
    }
}
