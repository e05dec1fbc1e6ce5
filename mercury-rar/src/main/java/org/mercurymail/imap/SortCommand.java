package org.mercurymail.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mercurymail.imap.ImapCommand.SearchReturn;
import org.mercurymail.imap.ImapCommand.SortKey;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.mime.ListedAddress;
import org.mercurymail.mime.Summary;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.StoredMessage;

/**
 * SORT and THREAD (RFC 5256, RFC 5267, RFC 5957): a search whose result is put in order. Reads the envelopes kept from delivery,
 * never a body, and holds of each message only what orders it.
 */
final class SortCommand {

    /** Messages that are put in order at the most. */
    private static final int MOST = 500_000;
    private static final Tagged TOO_MANY = Tagged.no("LIMIT", "Too many messages to put in order");
    private static final Tagged CHARSET = Tagged.no("BADCHARSET (US-ASCII UTF-8)", "Charset not supported");

    private final ClientState client;
    private final MailboxListener door;
    private final Responses out;
    private final MailboxView view;

    /** The view must be up to date, but for EXPUNGE. */
    SortCommand(ClientState client, MailboxListener door, Responses out) {
        this.client = client;
        this.door = door;
        this.out = out;
        this.view = client.selected();
    }

    /** A message and what orders it, of one kind for all messages. */
    private record Row(long uid, List<Comparable<?>> keys) {

        @SuppressWarnings("unchecked")
        int compareTo(Row other, List<SortKey> order) {
            for (int i = 0; i < keys.size(); i++) {
                int sign = ((Comparable<Object>) keys.get(i)).compareTo(other.keys.get(i));
                if (sign != 0) {
                    return order.get(i).reverse() ? -sign : sign;
                }
            }
            return Long.compare(uid, other.uid); // RFC 5256 §3: then by sequence number
        }
    }

    Tagged sort(String tag, ImapCommand.Sort command) throws MailboxRefused, IOException {
        boolean save = command.returns().filter(r -> r.has(SearchReturn.SAVE)).isPresent();
        if (command.key().isEmpty()) {
            if (save) {
                view.save(NumberSet.EMPTY); // RFC 5182 §2.1
            }
            return CHARSET;
        }
        long[] found = new SearchCommand(client, door, out).found(tag, command.key().get());
        if (found.length > MOST) {
            return TOO_MANY;
        }
        boolean envelope = command.order().stream().anyMatch(key -> key.by().needsEnvelope());
        List<Row> rows = new ArrayList<>(found.length);
        door.fetch(client.account(), view.shown().mailbox(), ranges(found), parts(envelope), message -> {
            Summary summary = envelope ? Summary.decode(message.envelope()) : Summary.EMPTY;
            List<Comparable<?>> keys = new ArrayList<>(command.order().size());
            for (SortKey key : command.order()) {
                keys.add(value(key.by(), message, summary));
            }
            if (view.shown().sequenceOf(message.uid()) > 0) {
                rows.add(new Row(message.uid(), keys));
            }
        });
        rows.sort((one, other) -> one.compareTo(other, command.order()));
        long[] sorted = rows.stream().mapToLong(Row::uid).toArray();
        boolean modseq = command.key().get().asksModseq();
        if (command.returns().isEmpty()) {
            plain(command.uid(), sorted, modseq);
            return Tagged.ok(command.verb());
        }
        SearchResult result = new SearchResult(sorted, command.returns().get());
        if (save) {
            view.save(NumberSet.ofSorted(result.subject()));
        }
        result.write(tag, command.uid(), view.shown(), modseq, out);
        return Tagged.ok(command.verb());
    }

    private void plain(boolean uid, long[] sorted, boolean modseq) throws IOException {
        out.say("* SORT");
        for (long number : sorted) {
            out.say(" ").say(uid ? number : view.shown().sequenceOf(number));
        }
        if (modseq && sorted.length > 0) { // RFC 7162 §3.1.6
            out.say(" (MODSEQ ").say(SearchResult.highest(view.shown(), sorted)).say(")");
        }
        out.line();
    }

    private NumberSet ranges(long[] found) {
        MailboxView.Longs uids = new MailboxView.Longs();
        for (long uid : found) {
            uids.add(uid);
        }
        return view.spanning(uids);
    }

    private static Set<StoredMessage.Part> parts(boolean envelope) {
        return envelope ? EnumSet.of(StoredMessage.Part.ENVELOPE) : EnumSet.noneOf(StoredMessage.Part.class);
    }

    private static Comparable<?> value(SortKey.By by, StoredMessage message, Summary summary) {
        return switch (by) {
            case ARRIVAL -> message.internalDate();
            case DATE -> summary.sentDate().orElse(message.internalDate()); // RFC 5256 §2.2
            case SIZE -> message.size();
            case SUBJECT -> BaseSubject.of(summary.subject().orElse("")).text();
            case FROM -> mailbox(summary.from());
            case TO -> mailbox(summary.to());
            case CC -> mailbox(summary.cc());
            case DISPLAYFROM -> display(summary.from());
            case DISPLAYTO -> display(summary.to());
        };
    }

    /** The first address's local part; a group counts by its name. */
    private static String mailbox(List<ListedAddress> list) {
        return list.isEmpty() ? "" : list.get(0).mailbox().orElse("").toUpperCase(Locale.ROOT);
    }

    /** RFC 5957 §3. */
    private static String display(List<ListedAddress> list) {
        return list.isEmpty() ? "" : list.get(0).display().toUpperCase(Locale.ROOT);
    }

    Tagged thread(String tag, ImapCommand.Thread command) throws MailboxRefused, IOException {
        if (command.key().isEmpty()) {
            return CHARSET;
        }
        long[] found = new SearchCommand(client, door, out).found(tag, command.key().get());
        if (found.length > MOST) {
            return TOO_MANY;
        }
        Threads threads = new Threads(command.byReferences());
        door.fetch(client.account(), view.shown().mailbox(), ranges(found), parts(true), message -> {
            int sequence = view.shown().sequenceOf(message.uid());
            if (sequence > 0) {
                threads.add(command.uid() ? message.uid() : sequence, Summary.decode(message.envelope()),
                        message.internalDate());
            }
        });
        out.say("* THREAD");
        threads.write(out);
        out.line();
        return Tagged.ok(command.verb());
    }
}
