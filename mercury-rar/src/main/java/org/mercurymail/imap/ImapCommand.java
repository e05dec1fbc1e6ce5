package org.mercurymail.imap;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.port.MailboxListener.FlagChange;
import org.mercurymail.port.MailboxSharing.RightsChange;
import org.mercurymail.port.Spool;

/**
 * A command, read and well-formed. Mailbox names are as they came: only the session knows whether they are modified
 * UTF-7 or UTF-8. Whether the session may obey is not known here.
 */
sealed interface ImapCommand {

    ImapVerb verb();

    /** Commands without arguments. */
    record Bare(ImapVerb verb) implements ImapCommand { }

    /** ID; what clients say about themselves is read past. */
    record Id() implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.ID;
        }
    }

    record Login(String user, String secret) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.LOGIN;
        }

        @Override
        public String toString() {
            return "LOGIN " + user;
        }
    }

    /** @param initial the initial response of SASL-IR (RFC 4959), still in base 64 */
    record Authenticate(String mechanism, Optional<String> initial) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.AUTHENTICATE;
        }

        @Override
        public String toString() {
            return "AUTHENTICATE " + mechanism;
        }
    }

    record Compress(String algorithm) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.COMPRESS;
        }
    }

    record Enable(List<String> capabilities) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.ENABLE;
        }
    }

    /** SELECT and EXAMINE, with CONDSTORE and QRESYNC (RFC 7162 §3.1.8, §3.2.5). */
    record Select(ImapVerb verb, String mailbox, boolean condstore, Optional<QuickResync> resync)
            implements ImapCommand { }

    /** What a client knows of a mailbox that it has seen before. */
    record QuickResync(long uidValidity, long modseq, Optional<SequenceSet> known) { }

    record Create(String mailbox, Optional<String> specialUse) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.CREATE;
        }
    }

    /**
     * DELETE, SUBSCRIBE, UNSUBSCRIBE; GETACL, MYRIGHTS, GETQUOTAROOT; GETQUOTA and SETQUOTA with the name of a quota
     * root.
     */
    record Named(ImapVerb verb, String mailbox) implements ImapCommand { }

    /**
     * SETACL, DELETEACL and LISTRIGHTS (RFC 4314 §3).
     *
     * @param rights of SETACL; none for the others
     */
    record Access(ImapVerb verb, String mailbox, String identifier, RightsChange change, MailboxRights rights)
            implements ImapCommand { }

    record Rename(String from, String to) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.RENAME;
        }
    }

    /** LIST with its extensions (RFC 5258, RFC 6154, RFC 5819). */
    record ListNames(Set<ListOption> select, String reference, List<String> patterns, boolean extended,
            Set<ListOption> give, List<StatusItem> status) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.LIST;
        }
    }

    /** What LIST selects by or gives with a name. */
    enum ListOption { SUBSCRIBED, REMOTE, RECURSIVEMATCH, SPECIAL_USE, CHILDREN, MYRIGHTS }

    record Lsub(String reference, String pattern) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.LSUB;
        }
    }

    record Status(String mailbox, List<StatusItem> items) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.STATUS;
        }
    }

    /** What STATUS tells (RFC 9051 §6.3.11, RFC 7162 §3.1.7, RFC 7889, RFC 8474, RFC 9208 §4.1.4). */
    enum StatusItem {
        MESSAGES, RECENT, UIDNEXT, UIDVALIDITY, UNSEEN, DELETED, SIZE, HIGHESTMODSEQ, APPENDLIMIT, MAILBOXID,
        DELETED_STORAGE;

        /** As it is written on the wire. */
        String word() {
            return name().replace('_', '-');
        }
    }

    /** @param messages at least one */
    record Append(String mailbox, List<Message> messages) implements ImapCommand {

        /** Part of a message (RFC 4469). */
        sealed interface Piece { }

        record Text(Spool octets) implements Piece { }

        record Url(String url) implements Piece { }

        /** @param pieces one text, or with CATENATE any of both */
        record Message(Flags flags, Optional<Instant> date, List<Piece> pieces) { }

        /** Frees what was spooled. */
        void close() {
            messages.stream().flatMap(message -> message.pieces().stream()).forEach(piece -> {
                if (piece instanceof Text text) {
                    text.octets().close();
                }
            });
        }

        @Override
        public ImapVerb verb() {
            return ImapVerb.APPEND;
        }
    }

    /** @param depth levels below each entry */
    record GetMetadata(String mailbox, long maxSize, int depth, List<String> entries) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.GETMETADATA;
        }
    }

    /** @param entries without a value those that go */
    record SetMetadata(String mailbox, Map<String, Optional<byte[]>> entries) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.SETMETADATA;
        }
    }

    /** @param message the one that goes; {@code append} has one that comes */
    record Replace(boolean uid, SequenceSet message, Append append) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.REPLACE;
        }
    }

    /** @param uids the messages of UID EXPUNGE */
    record Expunge(Optional<SequenceSet> uids) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.EXPUNGE;
        }
    }

    /**
     * @param returns what to give (RFC 9051 §6.4.4); empty when RETURN was not said
     * @param key     empty when its charset is not known here
     */
    record Search(boolean uid, Optional<SearchResult.Returns> returns, Optional<SearchKey> key)
            implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.SEARCH;
        }
    }

    /** SORT (RFC 5256 §3, RFC 5267 §3); the key is empty when its charset is not known here, here and below. */
    record Sort(boolean uid, Optional<SearchResult.Returns> returns, List<SortKey> order, Optional<SearchKey> key)
            implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.SORT;
        }
    }

    /** What SORT orders by. */
    record SortKey(By by, boolean reverse) {

        /** RFC 5256 §3, RFC 5957 §3. */
        enum By {
            ARRIVAL, CC, DATE, FROM, SIZE, SUBJECT, TO, DISPLAYFROM, DISPLAYTO;

            boolean needsEnvelope() {
                return this != ARRIVAL && this != SIZE;
            }
        }
    }

    /** THREAD (RFC 5256 §3), by REFERENCES or by ORDEREDSUBJECT. */
    record Thread(boolean uid, boolean byReferences, Optional<SearchKey> key) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.THREAD;
        }
    }

    /** Result options of an extended search. */
    enum SearchReturn { MIN, MAX, COUNT, ALL, SAVE }

    /** @param page which of these messages, for PARTIAL (RFC 9394 §3.3) */
    record Fetch(boolean uid, SequenceSet set, List<FetchItem> items, Optional<Long> changedSince, boolean vanished,
            Optional<SearchResult.Page> page) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.FETCH;
        }
    }

    record Store(boolean uid, SequenceSet set, Optional<Long> unchangedSince, FlagChange change, boolean silent,
            Flags flags) implements ImapCommand {
        @Override
        public ImapVerb verb() {
            return ImapVerb.STORE;
        }
    }

    /** COPY and MOVE. */
    record Copy(ImapVerb verb, boolean uid, SequenceSet set, String mailbox) implements ImapCommand { }
}
