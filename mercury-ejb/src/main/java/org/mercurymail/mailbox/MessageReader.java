package org.mercurymail.mailbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.mime.ListedAddress;
import org.mercurymail.mime.Summary;
import org.mercurymail.port.MailboxListener.MessageSink;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.StoredMessage;
import org.mercurymail.store.Bodies;
import org.mercurymail.store.Mailboxes;
import org.mercurymail.store.MessageRow;
import org.mercurymail.store.UidRange;

/**
 * Reads messages of a mailbox. Takes them from the store in batches, so that no cursor, and no connection to the
 * database, stays open while a slow client reads.
 */
@ApplicationScoped
public class MessageReader {

    private static final int BATCH = 256;
    private static final int SMALL = 64 << 10; // octets of a message whose content is read with its neighbours'
    private static final int MOST_AHEAD = 1 << 20; // octets read ahead
    private static final int MOST_LINES = 500;
    private static final int SEARCHED_AT_ONCE = 64;
    private static final long SEARCH_NANOS = 3_000_000_000L;

    private Mailboxes mailboxes;
    private Bodies bodies;

    /** For the container's proxy. */
    protected MessageReader() { }

    @Inject
    public MessageReader(Mailboxes mailboxes, Bodies bodies) {
        this.mailboxes = mailboxes;
        this.bodies = bodies;
    }

    void read(long account, long mailbox, List<UidRange> uids, Set<StoredMessage.Part> parts, MessageSink sink)
            throws IOException {
        List<UidRange> left = uids;
        while (!left.isEmpty()) {
            List<MessageRow> batch = batch(account, mailbox, left, parts);
            for (int from = 0; from < batch.size();) {
                int to = parts.contains(StoredMessage.Part.CONTENT) ? ahead(batch, from) : batch.size();
                List<MessageRow> some = batch.subList(from, to);
                Map<Long, byte[]> contents = parts.contains(StoredMessage.Part.CONTENT) ? contents(some) : Map.of();
                for (MessageRow row : some) {
                    sink.message(message(row, Optional.ofNullable(contents.get(row.body()))));
                }
                from = to;
            }
            left = batch.size() < BATCH ? List.of() : behind(left, batch.get(batch.size() - 1).uid());
        }
    }

    /** Up to where the contents are read together. */
    private static int ahead(List<MessageRow> rows, int from) {
        int to = from;
        for (long octets = 0; to < rows.size() && (octets == 0 || octets + inMemory(rows.get(to)) <= MOST_AHEAD); to++) {
            octets += inMemory(rows.get(to));
        }
        return to;
    }

    private static long inMemory(MessageRow row) {
        return row.size() <= SMALL ? row.size() : 0;
    }

    private Map<Long, byte[]> contents(List<MessageRow> rows) {
        List<Long> small = rows.stream().filter(row -> row.size() <= SMALL).map(MessageRow::body).distinct().toList();
        return small.size() < 2 ? Map.of() : bodies.small(small);
    }

    MessagePage page(long account, MailboxSnapshot snapshot, long before, int limit) throws IOException {
        int last = before > snapshot.uidNext() ? snapshot.size() : snapshot.firstFrom(before) - 1;
        int first = Math.max(1, last - Math.min(Math.max(limit, 1), MOST_LINES) + 1);
        Deque<MessageLine> newestFirst = new ArrayDeque<>();
        if (first <= last) {
            List<UidRange> range = List.of(new UidRange(snapshot.uidAt(first), snapshot.uidAt(last)));
            read(account, snapshot.mailbox(), range, Set.of(StoredMessage.Part.ENVELOPE), message ->
                    newestFirst.addFirst(line(message)));
        }
        return new MessagePage(snapshot.mailbox(), snapshot.size(), List.copyOf(newestFirst),
                first > 1 && first <= last ? OptionalLong.of(snapshot.uidAt(first)) : OptionalLong.empty());
    }

    /** @param candidates no other message can match */
    MessagePage search(long account, MailboxSnapshot snapshot, MessageSearch wanted, NumberSet candidates, long before,
            int limit) throws IOException {
        long until = System.nanoTime() + SEARCH_NANOS;
        int most = Math.min(Math.max(limit, 1), MOST_LINES);
        List<MessageLine> found = new ArrayList<>();
        int last = before > snapshot.uidNext() ? snapshot.size() : snapshot.firstFrom(before) - 1;
        while (last > 0 && found.size() < most && System.nanoTime() < until) {
            LinkedList<UidRange> uids = new LinkedList<>();
            int first = last + 1;
            while (first > 1 && uids.size() < SEARCHED_AT_ONCE) {
                long uid = snapshot.uidAt(--first);
                if (candidates.contains(uid)) {
                    uids.addFirst(UidRange.of(uid));
                }
            }
            List<StoredMessage> some = new ArrayList<>();
            read(account, snapshot.mailbox(), uids, Set.of(StoredMessage.Part.ENVELOPE, StoredMessage.Part.STRUCTURE),
                    some::add);
            last = first - 1;
            for (int i = some.size() - 1; i >= 0; i--) {
                if (wanted.matches(some.get(i))) {
                    found.add(line(some.get(i)));
                }
                if (found.size() == most || System.nanoTime() > until) {
                    last = snapshot.firstFrom(some.get(i).uid()) - 1;
                    break;
                }
            }
        }
        return new MessagePage(snapshot.mailbox(), snapshot.size(), found,
                last > 0 ? OptionalLong.of(snapshot.uidAt(last) + 1) : OptionalLong.empty());
    }

    private List<MessageRow> batch(long account, long mailbox, List<UidRange> uids, Set<StoredMessage.Part> parts)
            throws IOException {
        List<MessageRow> rows = new ArrayList<>();
        try {
            mailboxes.messages(account, mailbox, uids, parts.contains(StoredMessage.Part.ENVELOPE),
                    parts.contains(StoredMessage.Part.STRUCTURE), row -> {
                        rows.add(row);
                        if (rows.size() == BATCH) {
                            throw new BatchFull();
                        }
                    });
        } catch (BatchFull enough) {
            return rows;
        }
        return rows;
    }

    private StoredMessage message(MessageRow row, Optional<byte[]> body) {
        return new StoredMessage(row.uid(), row.message(), new Flags(row.flags(), Set.copyOf(row.keywords())),
                row.modseq(), row.internalDate(), row.saved(), row.size(), row.envelope(), row.structure(),
                row.trace().length, new StoredBody(bodies, row, body));
    }

    private static MessageLine line(StoredMessage message) {
        Summary summary = Summary.decode(message.envelope());
        String to = summary.to().stream().findFirst().map(ListedAddress::display).orElse("");
        return new MessageLine(message.uid(), message.flags(), message.internalDate(), message.size(),
                summary.subjectText(), summary.fromText(), to);
    }

    private static List<UidRange> behind(List<UidRange> ranges, long uid) {
        return ranges.stream().filter(range -> range.to() > uid)
                .map(range -> range.from() > uid ? range : new UidRange(uid + 1, range.to())).toList();
    }

    /** Ends the store's cursor; the batch is what was wanted. */
    private static final class BatchFull extends IOException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
