package org.mercurymail.port;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.MailboxSharing.RightsChange;
import org.mercurymail.wire.Wakeup;

/**
 * The door of POP3 and IMAP: what an account keeps. Mailbox names are Unicode with {@code /} between levels;
 * {@code INBOX} is written so and always exists. Every change is durable when the method returns. UIDs that are not
 * in the mailbox are passed over in silence (RFC 9051 §6.4.9). Called on work threads.
 */
public interface MailboxListener {

    /** What SCRAM needs to know before there is a proof; empty while nobody can say. */
    Optional<ScramSalt> salt(Peer peer, String user);

    Login login(Peer peer, Evidence evidence);

    /**
     * From now on, wake this session when anything of the account changes, and end it when its login opens the account
     * no more.
     */
    void watch(Login.Granted login, Wakeup session);

    void unwatch(Login.Granted login, Wakeup session);

    /** Takes POP3's exclusive lock on the account's INBOX (RFC 1939 §4); false when somebody else has it. */
    boolean lock(long account, String connection);

    void unlock(long account, String connection);

    /** Every mailbox of the account and every subscribed name, sorted by name. */
    List<MailboxInfo> mailboxes(long account);

    MailboxInfo status(long account, String name) throws MailboxRefused;

    /** Makes the mailbox and those above it. */
    void create(long account, String name, Optional<String> specialUse) throws MailboxRefused;

    void delete(long account, String name) throws MailboxRefused;

    /** Renames the mailbox and all below it; renaming INBOX moves its messages (RFC 9051 §6.3.6). */
    void rename(long account, String from, String to) throws MailboxRefused;

    void subscribe(long account, String name, boolean on) throws MailboxRefused;

    MailboxSnapshot open(long account, String name) throws MailboxRefused;

    /** The newest snapshot of a mailbox that was opened; the same object when nothing changed. */
    MailboxSnapshot refresh(long account, long mailbox) throws MailboxRefused;

    /**
     * From which UID on no session has been told of a mailbox's messages: to the next session they are recent (RFC 3501
     * §2.3.2). Rarely, after a crash or with other nodes, some are so twice.
     *
     * @param told this session is told of all below this UID, and the next one will not find them recent; 0: it only asks
     */
    long recent(long account, long mailbox, long told) throws MailboxRefused;

    /** How many messages of it no session has been told of. */
    long countRecent(long account, long mailbox) throws MailboxRefused;

    /** Gives the messages in ascending order of UID, each with at least the parts asked for, as they are read. */
    void fetch(long account, long mailbox, NumberSet uids, Set<StoredMessage.Part> parts, MessageSink sink)
            throws MailboxRefused, IOException;

    /** Asks the index of texts which messages of a mailbox hold a text, whatever its case; empty when it cannot say. */
    default Optional<TextMatches> matches(long account, long mailbox, TextMatches.Place place, String text)
            throws MailboxRefused {
        return Optional.empty();
    }

    /** Receives messages; what it throws ends the fetch. */
    @FunctionalInterface
    interface MessageSink {
        void message(StoredMessage message) throws IOException;
    }

    /** How STORE changes flags. */
    enum FlagChange { ADD, REMOVE, REPLACE }

    /**
     * Changes flags, in one step for all messages.
     *
     * @param unchangedSince only messages whose MODSEQ is not greater (RFC 7162 §3.1.3); Long.MAX_VALUE for all
     * @return the UIDs left alone because they had changed since
     */
    NumberSet store(long account, long mailbox, NumberSet uids, FlagChange change, Flags flags, long unchangedSince)
            throws MailboxRefused;

    /** Takes the messages out of the mailbox for good; answers the UIDs that went. */
    NumberSet expunge(long account, long mailbox, NumberSet uids) throws MailboxRefused;

    /** Files messages, all or nothing (RFC 3502); the bodies are closed by the caller. */
    Placed append(long account, String name, List<Appended> messages) throws MailboxRefused, IOException;

    /** A message to be filed. */
    record Appended(Body body, Flags flags, Instant internalDate) { }

    /**
     * Files a message and takes another out of a mailbox of the same owner, in one step (RFC 8508).
     *
     * @throws MailboxRefused EXPUNGEISSUED when the other is not there any more; nothing was filed
     */
    Placed replace(long account, long mailbox, long uid, String target, Appended message)
            throws MailboxRefused, IOException;

    /** Copies, or moves, to a mailbox of the same account, all or nothing (RFC 9051 §6.4.7, §6.4.8). */
    Placed copy(long account, long mailbox, NumberSet uids, String target, boolean move) throws MailboxRefused;

    /**
     * Where messages went (RFC 9051 §7.1, APPENDUID and COPYUID).
     *
     * @param from the UIDs they had, empty for an append; of the same count and order as {@code to}
     */
    record Placed(long uidValidity, NumberSet from, NumberSet to) { }

    /** What is noted of a mailbox, or with an empty name of the server, by entry (RFC 5464); at most some hundred. */
    SortedMap<String, byte[]> metadata(long account, String name) throws MailboxRefused;

    /**
     * Notes entries, and takes back those without a value, all or none.
     *
     * @throws MailboxRefused LIMIT when there would be too many
     */
    void setMetadata(long account, String name, Map<String, Optional<byte[]>> entries) throws MailboxRefused;

    // Who may do what in a mailbox (RFC 4314), and how much (RFC 9208). Every method above that takes a mailbox takes
    // others' too, and refuses what may not be done there: as not existing where it may not even be seen.

    /** The account's rights in a mailbox that it has open or listed: all in its own; none where it may nothing. */
    MailboxRights rights(long account, long mailbox) throws MailboxRefused;

    /** The same by name; refused where the account has no right that lets it know of the mailbox. */
    MailboxRights rights(long account, String name) throws MailboxRefused;

    /** Who has rights in the mailbox, its owner among them, by identifier: an address, or {@link MailboxSharing#ANYONE}. */
    Map<String, MailboxRights> acl(long account, String name) throws MailboxRefused;

    /** Those of somebody's rights that cannot be taken away (RFC 4314 §3.4): an owner's. */
    MailboxRights firmRights(long account, String name, String identifier) throws MailboxRefused;

    void setAcl(long account, String name, String identifier, RightsChange change, MailboxRights rights)
            throws MailboxRefused;

    /** The quota root that a mailbox counts to: its owner's. */
    QuotaRoot quotaOf(long account, String name) throws MailboxRefused;

    /** @throws MailboxRefused NONEXISTENT when the account sees no such root */
    QuotaRoot quotaRoot(long account, String root) throws MailboxRefused;

    /** Octets of the mailbox's messages that are marked {@code \Deleted} (RFC 9208 §4.1.4). */
    long deletedStorage(long account, long mailbox) throws MailboxRefused;
}
