package org.mercurymail.imap;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.imap.Cursor.Malformed;
import org.mercurymail.imap.ImapCommand.SearchReturn;
import org.mercurymail.imap.ImapCommand.SortKey;
import org.mercurymail.imap.SearchKey.Relation;
import org.mercurymail.mail.Flags;

/** Reads the arguments of SEARCH (RFC 9051 §6.4.4; keys of RFC 3501, RFC 5032, RFC 7162, RFC 8474), SORT, THREAD. */
final class SearchParser {

    private static final int MAX_KEYS = 2_000;
    private static final int MOST_SORT_KEYS = 20;

    private final Cursor in;
    private Charset charset = StandardCharsets.UTF_8;
    private int depth;
    private int keys;

    SearchParser(Cursor in) {
        this.in = in;
    }

    ImapCommand search(boolean uid) throws Malformed {
        in.space();
        Optional<SearchResult.Returns> returns = returns();
        boolean known = true;
        if (in.takeWord("CHARSET")) {
            in.space();
            known = charset(in.astring());
            in.space();
        }
        if (!known) {
            in.skip(); // the keys cannot be read, and need not be
            return new ImapCommand.Search(uid, returns, Optional.empty());
        }
        return new ImapCommand.Search(uid, returns, Optional.of(program()));
    }

    /** RFC 5256 §5. */
    ImapCommand sort(boolean uid) throws Malformed {
        in.space();
        Optional<SearchResult.Returns> returns = returns();
        in.expect('(');
        List<SortKey> order = new ArrayList<>();
        do {
            boolean reverse = in.takeWord("REVERSE");
            if (reverse) {
                in.space();
            }
            try {
                order.add(new SortKey(SortKey.By.valueOf(in.word()), reverse));
            } catch (IllegalArgumentException unknown) {
                throw new Malformed("Unknown sort key");
            }
        } while (in.take(' ') && order.size() < MOST_SORT_KEYS);
        in.expect(')');
        return new ImapCommand.Sort(uid, returns, order, charsetAndKeys());
    }

    ImapCommand thread(boolean uid) throws Malformed {
        in.space();
        boolean references = in.takeWord("REFERENCES");
        if (!references && !in.takeWord("ORDEREDSUBJECT")) {
            throw new Malformed("Unknown threading algorithm");
        }
        return new ImapCommand.Thread(uid, references, charsetAndKeys());
    }

    private Optional<SearchKey> charsetAndKeys() throws Malformed {
        in.space();
        if (!charset(in.astring())) {
            in.skip();
            return Optional.empty();
        }
        in.space();
        return Optional.of(program());
    }

    /** RFC 9051 §6.4.4 asks for UTF-8 and US-ASCII; false for any other. */
    private boolean charset(String name) {
        if (name.equalsIgnoreCase("US-ASCII")) {
            charset = StandardCharsets.US_ASCII;
        }
        return name.equalsIgnoreCase("US-ASCII") || name.equalsIgnoreCase("UTF-8");
    }

    /** RETURN and its options, with the space behind them, where they stand. */
    private Optional<SearchResult.Returns> returns() throws Malformed {
        if (!in.takeWord("RETURN")) {
            return Optional.empty();
        }
        in.space();
        Set<SearchReturn> what = EnumSet.noneOf(SearchReturn.class);
        Optional<SearchResult.Page> page = Optional.empty();
        in.expect('(');
        while (!in.take(')')) {
            String option = in.word();
            if (option.equals("PARTIAL") && page.isEmpty()) {
                in.space();
                page = Optional.of(in.page());
            } else {
                what.add(returned(option));
            }
            if (!in.next(')')) {
                in.space();
            }
        }
        if (page.isPresent() && what.contains(SearchReturn.ALL)) {
            throw new Malformed("ALL and PARTIAL do not go together"); // RFC 9394 §3.1
        }
        if (page.isEmpty() && what.isEmpty()) {
            what.add(SearchReturn.ALL); // RFC 9051 §6.4.4, RFC 5267 §3.3
        }
        in.space();
        return Optional.of(new SearchResult.Returns(what, page));
    }

    private static SearchReturn returned(String option) throws Malformed {
        try {
            return SearchReturn.valueOf(option);
        } catch (IllegalArgumentException unknown) {
            throw new Malformed("Unknown result option");
        }
    }

    private SearchKey program() throws Malformed {
        List<SearchKey> all = new ArrayList<>();
        do {
            all.add(key());
        } while (in.take(' ') && !in.atEnd());
        return all.size() == 1 ? all.get(0) : new SearchKey.And(List.copyOf(all));
    }

    private SearchKey key() throws Malformed {
        if (++keys > MAX_KEYS || ++depth > ImapParser.MAX_DEPTH) {
            throw new Malformed("The search is too large");
        }
        SearchKey key;
        if (in.take('(')) {
            List<SearchKey> all = new ArrayList<>();
            do {
                all.add(key());
            } while (in.take(' '));
            in.expect(')');
            key = new SearchKey.And(List.copyOf(all));
        } else if (in.nextIsDigit() || in.next('*') || in.next('$')) {
            key = new SearchKey.In(in.sequenceSet(), false);
        } else {
            key = named(in.word());
        }
        depth--;
        return key;
    }

    private SearchKey named(String name) throws Malformed {
        return switch (name) {
            case "ALL", "SAVEDATESUPPORTED" -> new SearchKey.Always(true);
            case "RECENT" -> new SearchKey.Recent();
            case "OLD" -> new SearchKey.Not(new SearchKey.Recent());
            case "NEW" -> new SearchKey.And(List.of(new SearchKey.Recent(),
                    new SearchKey.Not(new SearchKey.Flag(Flags.SEEN))));
            case "ANSWERED", "DELETED", "DRAFT", "FLAGGED", "SEEN" -> flag(name);
            case "UNANSWERED", "UNDELETED", "UNDRAFT", "UNFLAGGED", "UNSEEN" ->
                    new SearchKey.Not(flag(name.substring(2)));
            case "KEYWORD" -> keyword();
            case "UNKEYWORD" -> new SearchKey.Not(keyword());
            case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new SearchKey.Header(name, text());
            case "HEADER" -> new SearchKey.Header(text(), text());
            case "BODY" -> new SearchKey.Words(false, text());
            case "TEXT" -> new SearchKey.Words(true, text());
            case "BEFORE", "ON", "SINCE" -> new SearchKey.Arrived(Relation.valueOf(name), Dates.date(text()));
            case "SENTBEFORE", "SENTON", "SENTSINCE" ->
                    new SearchKey.Sent(Relation.valueOf(name.substring(4)), Dates.date(text()));
            case "SAVEDBEFORE", "SAVEDON", "SAVEDSINCE" ->
                    new SearchKey.Saved(Relation.valueOf(name.substring(5)), Dates.date(text()));
            case "OLDER", "YOUNGER" -> new SearchKey.Within(name.equals("OLDER"), positive());
            case "LARGER", "SMALLER" -> new SearchKey.Size(name.equals("LARGER"), number());
            case "MODSEQ" -> modseq();
            case "EMAILID" -> new SearchKey.EmailId(text());
            case "THREADID" -> {
                text();
                yield new SearchKey.Always(false); // no message has one (RFC 8474 §5.2)
            }
            case "UID" -> {
                in.space();
                yield new SearchKey.In(in.sequenceSet(), true);
            }
            case "NOT" -> {
                in.space();
                yield new SearchKey.Not(key());
            }
            case "OR" -> {
                in.space();
                SearchKey first = key();
                in.space();
                yield new SearchKey.Or(first, key());
            }
            default -> throw new Malformed("Unknown search key");
        };
    }

    private static SearchKey flag(String name) {
        return new SearchKey.Flag(Flags.bit('\\' + name));
    }

    private SearchKey keyword() throws Malformed {
        in.space();
        return new SearchKey.Keyword(in.atom());
    }

    /** RFC 7162 §3.1.5; there is one MODSEQ a message, so the name of a flag changes nothing. */
    private SearchKey modseq() throws Malformed {
        in.space();
        if (in.next('"')) {
            in.string();
            in.space();
            String kind = in.word();
            if (!kind.equals("ALL") && !kind.equals("PRIV") && !kind.equals("SHARED")) {
                throw new Malformed("Unknown kind of MODSEQ");
            }
            in.space();
        }
        return new SearchKey.ModSeq(in.number64());
    }

    private String text() throws Malformed {
        in.space();
        return in.astring(charset);
    }

    private long number() throws Malformed {
        in.space();
        return in.number64();
    }

    private long positive() throws Malformed {
        long number = number();
        if (number == 0) {
            throw new Malformed("An age is at least one second"); // RFC 5032 §2
        }
        return number;
    }
}
