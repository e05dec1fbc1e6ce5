package org.mercurymail.imap;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.imap.ImapCommand.SearchReturn;
import org.mercurymail.imap.MailboxView.Longs;
import org.mercurymail.port.MailboxSnapshot;

/**
 * What an extended SEARCH or SORT found, and the ESEARCH response that tells it (RFC 4731 §3.1, RFC 5267 §3,
 * RFC 9394 §3.1). For SORT, first and last are those of its order.
 *
 * @param found UIDs, in the order asked for
 */
record SearchResult(long[] found, Returns returns) {

    /**
     * What RETURN asks for.
     *
     * @param page which of the results to give, for PARTIAL; never together with ALL
     */
    record Returns(Set<SearchReturn> what, Optional<Page> page) {

        static final Returns EVERYTHING = new Returns(Set.of(SearchReturn.ALL), Optional.empty());

        boolean has(SearchReturn item) {
            return what.contains(item);
        }

        /** True when nothing is to be sent, only kept (RFC 9051 §6.4.4.1). */
        boolean onlySaves() {
            return page.isEmpty() && what.equals(Set.of(SearchReturn.SAVE));
        }
    }

    /** A range of results counted from 1, or with {@code fromEnd} from the last one backwards (RFC 9394 §3.1). */
    record Page(long one, long other, boolean fromEnd) {

        long[] of(long[] all) {
            long low = Math.min(one, other) - 1;
            long high = Math.min(all.length, Math.max(one, other));
            if (low >= high) {
                return new long[0];
            }
            return fromEnd ? Arrays.copyOfRange(all, (int) (all.length - high), (int) (all.length - low))
                    : Arrays.copyOfRange(all, (int) low, (int) high);
        }

        @Override
        public String toString() {
            String sign = fromEnd ? "-" : "";
            return sign + one + ":" + sign + other;
        }
    }

    /**
     * The messages the answer is about, ascending: what SAVE keeps (RFC 9051 §6.4.4.1, RFC 9394 §3.2), and whose
     * highest MODSEQ is told (RFC 7162 §3.1.10).
     */
    long[] subject() {
        boolean some = returns.has(SearchReturn.MIN) || returns.has(SearchReturn.MAX) || returns.page.isPresent();
        if (found.length == 0 || !some || returns.has(SearchReturn.ALL) || returns.has(SearchReturn.COUNT)) {
            return Arrays.stream(found).sorted().toArray();
        }
        Longs uids = new Longs();
        if (returns.has(SearchReturn.MIN)) {
            uids.add(found[0]);
        }
        if (returns.has(SearchReturn.MAX)) {
            uids.add(found[found.length - 1]);
        }
        for (long uid : returns.page.map(page -> page.of(found)).orElse(new long[0])) {
            uids.add(uid);
        }
        return Arrays.stream(uids.toArray()).sorted().distinct().toArray();
    }

    /** @param modseq the search asked about MODSEQ, and so the answer has one */
    void write(String tag, boolean uid, MailboxSnapshot shown, boolean modseq, Responses out) throws IOException {
        if (returns.onlySaves()) {
            return;
        }
        long[] numbers = uid ? found : Arrays.stream(found).map(shown::sequenceOf).toArray();
        out.say("* ESEARCH (TAG ").string(tag).say(")").say(uid ? " UID" : "");
        if (found.length > 0 && returns.has(SearchReturn.MIN)) {
            out.say(" MIN ").say(numbers[0]);
        }
        if (found.length > 0 && returns.has(SearchReturn.MAX)) {
            out.say(" MAX ").say(numbers[numbers.length - 1]);
        }
        if (returns.has(SearchReturn.COUNT)) {
            out.say(" COUNT ").say(found.length);
        }
        if (found.length > 0 && returns.has(SearchReturn.ALL)) { // RFC 4731 §3.1: no ALL for none
            out.say(" ALL ");
            set(numbers, out);
        }
        if (returns.page.isPresent()) {
            long[] given = returns.page.get().of(numbers);
            out.say(" PARTIAL (").say(returns.page.get().toString()).say(" ");
            set(given, out);
            out.say(")");
        }
        if (modseq && found.length > 0) {
            out.say(" MODSEQ ").say(highest(shown, subject()));
        }
        out.line();
    }

    static long highest(MailboxSnapshot shown, long[] uids) {
        long highest = 1;
        for (long uid : uids) {
            highest = Math.max(highest, shown.modseqAt(shown.sequenceOf(uid)));
        }
        return highest;
    }

    /** A set that keeps its order: only what ascends by one becomes a range (RFC 5267 §3.2). */
    private static void set(long[] numbers, Responses out) throws IOException {
        if (numbers.length == 0) {
            out.say("NIL");
            return;
        }
        for (int i = 0; i < numbers.length; i++) {
            int last = i;
            while (last + 1 < numbers.length && numbers[last + 1] == numbers[last] + 1) {
                last++;
            }
            out.say(i == 0 ? "" : ",").say(numbers[i]);
            if (last > i) {
                out.say(":").say(numbers[last]);
            }
            i = last;
        }
    }
}
