package org.mercurymail.pop3;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxSharing.RightsChange;
import org.mercurymail.port.QuotaRoot;

/** What POP3 never asks: it knows one mailbox, the account's own. */
abstract class NothingShared implements MailboxListener {

    @Override
    public SortedMap<String, byte[]> metadata(long account, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setMetadata(long account, String name, Map<String, Optional<byte[]>> entries) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long recent(long account, long mailbox, long told) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long countRecent(long account, long mailbox) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MailboxRights rights(long account, long mailbox) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MailboxRights rights(long account, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, MailboxRights> acl(long account, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MailboxRights firmRights(long account, String name, String identifier) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setAcl(long account, String name, String identifier, RightsChange change, MailboxRights rights) {
        throw new UnsupportedOperationException();
    }

    @Override
    public QuotaRoot quotaOf(long account, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public QuotaRoot quotaRoot(long account, String root) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long deletedStorage(long account, long mailbox) {
        throw new UnsupportedOperationException();
    }
}
