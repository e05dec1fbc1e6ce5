-- Up to which UID some IMAP session has been told of a mailbox's messages: those from `uid` on are recent (RFC 3501 §2.3.2).
-- Apart from mailbox, whose rows deliveries want.
CREATE TABLE recent (
    account bigint NOT NULL,
    mailbox bigint NOT NULL,
    uid     bigint NOT NULL,
    before  bigint NOT NULL, -- what uid was; so one statement can answer it, whoever comes at the same time
    PRIMARY KEY (account, mailbox),
    FOREIGN KEY (account, mailbox) REFERENCES mailbox ON DELETE CASCADE
) WITH (fillfactor = 50);

INSERT INTO recent SELECT account, mailbox, uid_next, uid_next FROM mailbox;

-- A session is told of all below this UID; answers the UID from which on it is the first. Not waited for: lost in a
-- crash, it makes some messages recent once more.
CREATE FUNCTION mercury_recent(p_account bigint, p_mailbox bigint, p_uid bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_before bigint;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    INSERT INTO recent AS r SELECT account, mailbox, p_uid, 1 FROM mailbox WHERE account = p_account AND mailbox = p_mailbox
    ON CONFLICT (account, mailbox) DO UPDATE SET before = r.uid, uid = greatest(r.uid, excluded.uid)
    RETURNING before INTO v_before;
    RETURN coalesce(v_before, p_uid); -- the mailbox has just gone
END $$;
