package org.mercurymail.mailbox;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptors;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.mercurymail.accounts.FirstStart;
import org.mercurymail.accounts.Logins;
import org.mercurymail.accounts.PopBeforeSmtp;
import org.mercurymail.mail.Flags;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.Evidence;
import org.mercurymail.port.Login;
import org.mercurymail.port.MailboxInfo;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.MailboxSharing.RightsChange;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.port.Peer;
import org.mercurymail.port.QuotaRoot;
import org.mercurymail.port.ScramSalt;
import org.mercurymail.port.StoredMessage;
import org.mercurymail.port.TextMatches;
import org.mercurymail.wire.Wakeup;

/**
 * Stands behind the doors of POP3 and IMAP. Decides nothing itself: login is {@link Logins}', mailboxes are
 * {@link AccountMailboxes}', their rights and quota {@link AccessLists}'. The store commits by itself, so
 * that no transaction of the container is held while a client
 * reads.
 */
@MessageDriven(name = "MailboxAccess", messageListenerInterface = MailboxListener.class, activationConfig = {
    @ActivationConfigProperty(propertyName = "listeners", propertyValue = "${MPCONFIG=mercury.mailbox.listeners}"),
    @ActivationConfigProperty(propertyName = "hostname", propertyValue = "${MPCONFIG=mercury.hostname}"),
    @ActivationConfigProperty(propertyName = "maxSize", propertyValue = "${MPCONFIG=mercury.smtp.max-size}"),
    @ActivationConfigProperty(propertyName = "loginDelay", propertyValue = "${MPCONFIG=mercury.pop3.login-delay}"),
    @ActivationConfigProperty(propertyName = "plainNetworks",
            propertyValue = "${MPCONFIG=mercury.login.plain-networks}"),
    @ActivationConfigProperty(propertyName = "scram", propertyValue = "${MPCONFIG=mercury.login.scram}"),
    @ActivationConfigProperty(propertyName = "tokenIssuer", propertyValue = "${MPCONFIG=mercury.oidc.issuer}"),
    @ActivationConfigProperty(propertyName = "dataDirectory", propertyValue = "${MPCONFIG=mercury.data}"),
    @ActivationConfigProperty(propertyName = "certificate", propertyValue = "${MPCONFIG=mercury.tls.certificate}"),
    @ActivationConfigProperty(propertyName = "key", propertyValue = "${MPCONFIG=mercury.tls.key}"),
    @ActivationConfigProperty(propertyName = "certificates", propertyValue = "${MPCONFIG=mercury.tls.certificates}"),
    @ActivationConfigProperty(propertyName = "proxies", propertyValue = "${MPCONFIG=mercury.listen.proxies}"),
    @ActivationConfigProperty(propertyName = "maxConnections",
            propertyValue = "${MPCONFIG=mercury.listen.max-connections}"),
    @ActivationConfigProperty(propertyName = "maxConnectionsPerAddress",
            propertyValue = "${MPCONFIG=mercury.listen.max-connections-per-address}")
})
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Interceptors(MailboxTiming.class)
public class MailboxAccess implements MailboxListener {

    private static final System.Logger LOG = System.getLogger(MailboxAccess.class.getName());

    @Inject
    private FirstStart firstStart;
    @Inject
    private Logins logins;
    @Inject
    private PopBeforeSmtp popBeforeSmtp;
    @Inject
    private AccountMailboxes mailboxes;
    @Inject
    private AccessLists access;
    @Inject
    private Watchers watchers;
    @Inject
    private Metadata metadata;
    @Inject
    private InboxLocks locks;

    @Override
    public Optional<ScramSalt> salt(Peer peer, String user) {
        firstStart.await();
        return logins.salt(user);
    }

    @Override
    public Login login(Peer peer, Evidence evidence) {
        firstStart.await();
        Login login = logins.login(evidence, peer.remote().getAddress());
        LOG.log(Level.INFO, "event=login conn={0} listener={1} by={2} result={3}", peer.connection(),
                peer.listener(), evidence.mechanism(), login.getClass().getSimpleName());
        login.welcome().ifPresent(granted -> popBeforeSmtp.loggedIn(granted, peer.remote().getAddress()));
        return login;
    }

    @Override
    public void watch(Login.Granted login, Wakeup session) {
        watchers.watch(login, session);
    }

    @Override
    public void unwatch(Login.Granted login, Wakeup session) {
        watchers.unwatch(login, session);
    }

    @Override
    public boolean lock(long account, String connection) {
        return locks.lock(account, connection, System.nanoTime());
    }

    @Override
    public void unlock(long account, String connection) {
        locks.unlock(account, connection);
    }

    @Override
    public List<MailboxInfo> mailboxes(long account) {
        return mailboxes.mailboxes(account);
    }

    @Override
    public MailboxInfo status(long account, String name) throws MailboxRefused {
        return mailboxes.status(account, name);
    }

    @Override
    public void create(long account, String name, Optional<String> specialUse) throws MailboxRefused {
        mailboxes.create(account, name, specialUse);
    }

    @Override
    public void delete(long account, String name) throws MailboxRefused {
        mailboxes.delete(account, name);
    }

    @Override
    public void rename(long account, String from, String to) throws MailboxRefused {
        mailboxes.rename(account, from, to);
    }

    @Override
    public void subscribe(long account, String name, boolean on) throws MailboxRefused {
        mailboxes.subscribe(account, name, on);
    }

    @Override
    public MailboxSnapshot open(long account, String name) throws MailboxRefused {
        return mailboxes.open(account, name);
    }

    @Override
    public MailboxSnapshot refresh(long account, long mailbox) throws MailboxRefused {
        return mailboxes.refresh(account, mailbox);
    }

    @Override
    public long recent(long account, long mailbox, long told) throws MailboxRefused {
        return mailboxes.recent(account, mailbox, told);
    }

    @Override
    public long countRecent(long account, long mailbox) throws MailboxRefused {
        return mailboxes.countRecent(account, mailbox);
    }

    @Override
    public void fetch(long account, long mailbox, NumberSet uids, Set<StoredMessage.Part> parts, MessageSink sink)
            throws MailboxRefused, IOException {
        mailboxes.fetch(account, mailbox, uids, parts, sink);
    }

    @Override
    public Optional<TextMatches> matches(long account, long mailbox, TextMatches.Place place, String text)
            throws MailboxRefused {
        return mailboxes.matches(account, mailbox, place, text);
    }

    @Override
    public NumberSet store(long account, long mailbox, NumberSet uids, FlagChange change, Flags flags,
            long unchangedSince) throws MailboxRefused {
        return mailboxes.store(account, mailbox, uids, change, flags, unchangedSince);
    }

    @Override
    public NumberSet expunge(long account, long mailbox, NumberSet uids) throws MailboxRefused {
        return mailboxes.expunge(account, mailbox, uids);
    }

    @Override
    public Placed append(long account, String name, List<Appended> messages)
            throws MailboxRefused, IOException {
        return mailboxes.append(account, name, messages);
    }

    @Override
    public SortedMap<String, byte[]> metadata(long account, String name) throws MailboxRefused {
        return metadata.of(account, name);
    }

    @Override
    public void setMetadata(long account, String name, Map<String, Optional<byte[]>> entries) throws MailboxRefused {
        metadata.set(account, name, entries);
    }

    @Override
    public Placed replace(long account, long mailbox, long uid, String target, Appended message)
            throws MailboxRefused, IOException {
        return mailboxes.replace(account, mailbox, uid, target, message);
    }

    @Override
    public Placed copy(long account, long mailbox, NumberSet uids, String target, boolean move)
            throws MailboxRefused {
        return mailboxes.copy(account, mailbox, uids, target, move);
    }

    @Override
    public MailboxRights rights(long account, long mailbox) throws MailboxRefused {
        return mailboxes.rights(account, mailbox);
    }

    @Override
    public MailboxRights rights(long account, String name) throws MailboxRefused {
        return access.rights(account, name);
    }

    @Override
    public Map<String, MailboxRights> acl(long account, String name) throws MailboxRefused {
        return access.acl(account, name);
    }

    @Override
    public MailboxRights firmRights(long account, String name, String identifier) throws MailboxRefused {
        return access.firmRights(account, name, identifier);
    }

    @Override
    public void setAcl(long account, String name, String identifier, RightsChange change, MailboxRights rights)
            throws MailboxRefused {
        access.setAcl(account, name, identifier, change, rights);
    }

    @Override
    public QuotaRoot quotaOf(long account, String name) throws MailboxRefused {
        return access.quotaOf(account, name);
    }

    @Override
    public QuotaRoot quotaRoot(long account, String root) throws MailboxRefused {
        return access.quotaRoot(account, root);
    }

    @Override
    public long deletedStorage(long account, long mailbox) throws MailboxRefused {
        return mailboxes.deletedStorage(account, mailbox);
    }
}
