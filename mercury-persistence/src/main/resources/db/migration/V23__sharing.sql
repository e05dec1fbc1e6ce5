-- Who else may do what in a mailbox (RFC 4314), and folders that a domain owns.

CREATE TABLE mailbox_right (
    account bigint NOT NULL, -- the owner
    mailbox bigint NOT NULL,
    who     bigint NOT NULL, -- an account; 0: whoever has one in the domain
    domain  text NOT NULL,   -- that domain, empty for an account
    rights  integer NOT NULL, -- bits, as org.mercurymail.mail.MailboxRights has them
    PRIMARY KEY (account, mailbox, who)
);

CREATE INDEX mailbox_right_who ON mailbox_right (who, domain);

-- What owns a domain's shared folders: a clock and mailboxes like an account's, and no login.
CREATE TABLE shared_root (
    domain  text PRIMARY KEY REFERENCES domain,
    account bigint NOT NULL UNIQUE
);

-- Names that mean others' folders from now on: whoever has folders of that name keeps them under another.
UPDATE mailbox SET name = 'Own ' || name WHERE dropped IS NULL AND
    (name IN ('Other Users', 'Shared Folders') OR starts_with(name, 'Other Users/') OR starts_with(name, 'Shared Folders/'));
UPDATE subscription SET name = 'Own ' || name WHERE name IN ('Other Users', 'Shared Folders')
    OR starts_with(name, 'Other Users/') OR starts_with(name, 'Shared Folders/');

-- As before; and whoever has rights in the mailbox above has them in the new one.
CREATE OR REPLACE FUNCTION mercury_create(p_account bigint, p_name text, p_use text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint := nextval('mailbox_id');
    v_clock account_clock;
BEGIN
    PERFORM mercury_lock(p_account);
    UPDATE account_clock SET uid_validity = greatest(uid_validity + 1, extract(epoch FROM now())::bigint)
        WHERE account = p_account RETURNING * INTO v_clock;
    INSERT INTO mailbox VALUES (p_account, v_id, p_name, p_use, v_clock.uid_validity, 1, 0, 0, 0, 0, 1, NULL);
    INSERT INTO mailbox_right
        SELECT r.account, v_id, r.who, r.domain, r.rights FROM mailbox above
        JOIN mailbox_right r ON r.account = above.account AND r.mailbox = above.mailbox
        WHERE above.account = p_account AND above.dropped IS NULL
            AND above.name = left(p_name, -strpos(reverse(p_name), '/'));
    RETURN v_id;
END $$;

-- The owner of a domain's shared folders, made when there is none.
CREATE FUNCTION mercury_shared_root(p_domain text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v_account bigint;
BEGIN
    PERFORM 1 FROM domain WHERE name = p_domain FOR NO KEY UPDATE;
    SELECT account INTO v_account FROM shared_root WHERE domain = p_domain;
    IF NOT FOUND THEN
        v_account := nextval('account_id');
        INSERT INTO account_clock (account, modseq, history_floor, used_bytes, used_messages, uid_validity)
            VALUES (v_account, 1, 0, 0, 0, 0);
        INSERT INTO shared_root VALUES (p_domain, v_account);
    END IF;
    RETURN v_account;
END $$;

-- A message copied to another owner gets a number of its own, below zero: the owner may have had one of that number,
-- with other trace fields.
CREATE SEQUENCE copied_message INCREMENT -1 MINVALUE -9223372036854775807 MAXVALUE -1;

-- COPY and MOVE between owners, or where not every flag may be set: with these system flags, and keywords or none. What
-- is moved away from an owner is kept for undelete there.
CREATE FUNCTION mercury_copy_to(p_account bigint, p_mailbox bigint, p_uids int8multirange, p_to bigint,
    p_target bigint, p_move boolean, p_flags integer, p_words boolean)
    RETURNS TABLE (uid_validity bigint, old_uids bigint[], new_uids bigint[])
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_modseq bigint;
    v_target mailbox;
    v_old bigint[];
    v_messages bigint[];
    v_ids bigint[];
    v_flags integer[];
    v_keywords text[];
    v_size bigint;
    v_n bigint;
BEGIN
    PERFORM 1 FROM account_clock WHERE account IN (p_account, p_to) ORDER BY account FOR NO KEY UPDATE;
    v_modseq := mercury_lock(p_to) + 1;
    SELECT * INTO v_target FROM mailbox WHERE account = p_to AND mailbox = p_target AND dropped IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no mailbox %', p_target USING ERRCODE = 'MG001', DETAIL = p_target::text;
    END IF;
    PERFORM 1 FROM mailbox WHERE account = p_account AND mailbox = p_mailbox AND dropped IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no mailbox %', p_mailbox USING ERRCODE = 'MG001', DETAIL = p_mailbox::text;
    END IF;
    SELECT coalesce(array_agg(x.uid ORDER BY x.uid), '{}'), array_agg(x.message ORDER BY x.uid),
        array_agg(x.flags & p_flags ORDER BY x.uid),
        array_agg(CASE WHEN p_words THEN x.keywords ELSE '' END ORDER BY x.uid)
        INTO v_old, v_messages, v_flags, v_keywords
    FROM unnest(p_uids) AS r CROSS JOIN LATERAL (SELECT uid, message, flags, keywords FROM entry
        WHERE account = p_account AND mailbox = p_mailbox AND uid >= lower(r) AND uid < upper(r) OFFSET 0) x;
    v_n := cardinality(v_old);
    IF v_n = 0 THEN
        RETURN QUERY SELECT v_target.uid_validity, v_old, v_old;
        RETURN;
    END IF;
    v_ids := v_messages;
    IF p_to <> p_account THEN
        v_ids := ARRAY(SELECT nextval('copied_message') FROM generate_series(1, v_n));
        INSERT INTO message (account, message, body, size, internal_date, message_id, trace, envelope, structure)
            SELECT p_to, n.id, m.body, m.size, m.internal_date, m.message_id, m.trace, m.envelope, m.structure
            FROM unnest(v_messages, v_ids) AS n(message, id) CROSS JOIN LATERAL (SELECT * FROM message
                WHERE account = p_account AND message = n.message OFFSET 0) m;
    END IF;
    INSERT INTO entry (account, mailbox, uid, message, modseq, created_modseq, saved, flags, keywords)
        SELECT p_to, p_target, v_target.uid_next + ord - 1, id, v_modseq, v_modseq, now(), flags, words
        FROM unnest(v_ids, v_flags, v_keywords) WITH ORDINALITY AS n(id, flags, words, ord);
    SELECT sum(m.size) INTO v_size FROM unnest(v_ids) AS n(id) CROSS JOIN LATERAL (SELECT size FROM message
        WHERE account = p_to AND message = n.id OFFSET 0) m;
    UPDATE account_clock SET modseq = v_modseq, used_bytes = used_bytes + v_size, used_messages = used_messages + v_n
        WHERE account = p_to;
    UPDATE mailbox SET uid_next = uid_next + v_n, messages = messages + v_n, size = size + v_size, modseq = v_modseq,
        unseen = unseen + (SELECT count(*) FROM unnest(v_flags) AS f WHERE f & 1 = 0),
        deleted = deleted + (SELECT count(*) FROM unnest(v_flags) AS f WHERE f & 8 <> 0)
        WHERE account = p_to AND mailbox = p_target;
    INSERT INTO change_log VALUES (p_to, v_modseq, p_target, false,
        int8multirange(int8range(v_target.uid_next, v_target.uid_next + v_n)));
    IF p_move THEN
        PERFORM mercury_remove(p_account, p_mailbox,
            (SELECT range_agg(int8range(uid, uid, '[]')) FROM unnest(v_old) AS uid), mercury_lock(p_account) + 1,
            p_to <> p_account);
    END IF;
    RETURN QUERY SELECT v_target.uid_validity, v_old,
        ARRAY(SELECT generate_series(v_target.uid_next, v_target.uid_next + v_n - 1));
END $$;

ALTER FUNCTION mercury_copy_to SET enable_seqscan = off;

-- With the rights that its mailboxes give and that it has in others'.
CREATE OR REPLACE FUNCTION mercury_delete_account(p_account bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM account_clock WHERE account = p_account FOR UPDATE;
    UPDATE domain SET catch_all = NULL WHERE catch_all = p_account;
    DELETE FROM shared_root WHERE account = p_account;
    DELETE FROM mailbox_right WHERE account = p_account;
    DELETE FROM mailbox_right WHERE who = p_account;
    DELETE FROM entry WHERE account = p_account;
    DELETE FROM expunged WHERE account = p_account;
    DELETE FROM change_log WHERE account = p_account;
    DELETE FROM subscription WHERE account = p_account;
    DELETE FROM mailbox WHERE account = p_account;
    WITH gone AS (DELETE FROM message WHERE account = p_account RETURNING body)
        INSERT INTO loose_body SELECT DISTINCT body FROM gone;
    DELETE FROM account_clock WHERE account = p_account;
    DELETE FROM login_place WHERE account = p_account;
    DELETE FROM device WHERE account = p_account;
    DELETE FROM credential WHERE account = p_account;
    DELETE FROM account WHERE id = p_account;
END $$;
