-- The store, first version. Every primary key of mail begins with the account that owns it: the later shard key.
-- Lock order everywhere: queue_message in id order, account_clock in account order, then all rows of those accounts.

-- ---------------------------------------------------------------- who there is

CREATE TABLE domain (
    name      text PRIMARY KEY,
    alias_of  text REFERENCES domain,
    catch_all bigint
);

CREATE SEQUENCE account_id;

CREATE TABLE account (
    id           bigint PRIMARY KEY,
    domain       text NOT NULL REFERENCES domain,
    local_part   text NOT NULL,
    display_name text NOT NULL,
    roles        text NOT NULL,
    active       boolean NOT NULL,
    quota_bytes  bigint NOT NULL,
    inbox        bigint NOT NULL,
    UNIQUE (domain, local_part)
);

ALTER TABLE domain ADD FOREIGN KEY (catch_all) REFERENCES account;

CREATE SEQUENCE credential_id;

CREATE TABLE credential (
    id      bigint PRIMARY KEY,
    account bigint NOT NULL REFERENCES account,
    label   text NOT NULL, -- empty: the account's own password
    hash    text NOT NULL,
    UNIQUE (account, label)
);

CREATE TABLE alias (
    domain     text NOT NULL REFERENCES domain,
    local_part text NOT NULL,
    PRIMARY KEY (domain, local_part)
);

CREATE TABLE alias_target (
    domain     text NOT NULL,
    local_part text NOT NULL,
    target     text NOT NULL,
    PRIMARY KEY (domain, local_part, target),
    FOREIGN KEY (domain, local_part) REFERENCES alias ON DELETE CASCADE
);

-- ---------------------------------------------------------------- what they keep

-- One clock an account: its lock is held by every change to the end, so no reader ever sees a hole in MODSEQ.
CREATE TABLE account_clock (
    account       bigint PRIMARY KEY,
    modseq        bigint NOT NULL,
    history_floor bigint NOT NULL, -- change_log is whole above this MODSEQ
    used_bytes    bigint NOT NULL,
    used_messages bigint NOT NULL,
    uid_validity  bigint NOT NULL  -- the last one given; rises for good
) WITH (fillfactor = 50);

CREATE SEQUENCE mailbox_id;

-- Rows of dropped mailboxes stay. The counters are exact at every commit.
CREATE TABLE mailbox (
    account      bigint NOT NULL,
    mailbox      bigint NOT NULL,
    name         text NOT NULL,
    special_use  text NOT NULL,
    uid_validity bigint NOT NULL,
    uid_next     bigint NOT NULL,
    messages     bigint NOT NULL,
    unseen       bigint NOT NULL,
    deleted      bigint NOT NULL,
    size         bigint NOT NULL,
    modseq       bigint NOT NULL,
    dropped      timestamptz,
    PRIMARY KEY (account, mailbox)
) WITH (fillfactor = 50);

CREATE UNIQUE INDEX mailbox_name ON mailbox (account, name) WHERE dropped IS NULL;

CREATE TABLE subscription (
    account bigint NOT NULL,
    name    text NOT NULL,
    PRIMARY KEY (account, name)
);

-- Immutable. A message for n accounts has n of these rows and one body; its content is trace and body in this order.
CREATE TABLE message (
    account       bigint NOT NULL,
    message       bigint NOT NULL,
    body          bigint NOT NULL,
    size          bigint NOT NULL,
    internal_date timestamptz NOT NULL,
    message_id    text NOT NULL,
    trace         bytea NOT NULL,
    envelope      bytea NOT NULL,
    structure     bytea NOT NULL,
    PRIMARY KEY (account, message)
);

CREATE INDEX message_body ON message (body); -- ids rise with time: the sweep's question, for one page in memory

-- Nothing that changes is indexed, so that every STORE is a HOT update.
CREATE TABLE entry (
    account        bigint NOT NULL,
    mailbox        bigint NOT NULL,
    uid            bigint NOT NULL,
    message        bigint NOT NULL,
    modseq         bigint NOT NULL,
    created_modseq bigint NOT NULL,
    saved          timestamptz NOT NULL,
    flags          integer NOT NULL,
    keywords       text NOT NULL, -- sorted, a space between
    PRIMARY KEY (account, mailbox, uid)
) WITH (fillfactor = 80);

-- One row for each command and mailbox, whatever the number of messages.
CREATE TABLE change_log (
    account bigint NOT NULL,
    modseq  bigint NOT NULL, -- the highest of the change
    mailbox bigint NOT NULL,
    gone    boolean NOT NULL,
    uids    int8multirange NOT NULL,
    PRIMARY KEY (account, modseq)
);

CREATE TABLE expunged (
    account  bigint NOT NULL,
    mailbox  bigint NOT NULL,
    uid      bigint NOT NULL,
    message  bigint NOT NULL,
    flags    integer NOT NULL,
    keywords text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (account, mailbox, uid)
);

CREATE INDEX expunged_at ON expunged (at);

CREATE TABLE body_part (
    body  bigint NOT NULL,
    part  integer NOT NULL, -- of 256 KiB each
    bytes bytea NOT NULL,
    PRIMARY KEY (body, part)
);

ALTER TABLE body_part ALTER bytes SET STORAGE EXTERNAL; -- pglz halves the rate

-- Bodies that lost a reference; the sweep looks whether it was the last.
CREATE TABLE loose_body (body bigint NOT NULL);

-- ---------------------------------------------------------------- what goes out

CREATE TABLE queue_message (
    message   bigint PRIMARY KEY,
    at        timestamptz NOT NULL,
    sender    text NOT NULL,
    account   bigint NOT NULL,
    ret       text NOT NULL,
    envid     text NOT NULL,
    encoding  text NOT NULL,
    smtp_utf8 boolean NOT NULL,
    body      bigint NOT NULL,
    size      bigint NOT NULL
);

-- A lease is a due time in the future: one index says who may be taken, and a lease that ran out needs no care.
CREATE TABLE queue_recipient (
    message   bigint NOT NULL,
    recipient integer NOT NULL,
    address   text NOT NULL,
    domain    text NOT NULL,
    notify    text NOT NULL,
    original  text NOT NULL,
    attempts  integer NOT NULL,
    due       timestamptz NOT NULL,
    leased_by text NOT NULL, -- a node, empty for none
    reply     integer NOT NULL,
    enhanced  text NOT NULL,
    text      text NOT NULL,
    remote    text NOT NULL,
    warned    boolean NOT NULL,
    PRIMARY KEY (message, recipient)
) WITH (fillfactor = 70);

CREATE INDEX queue_due ON queue_recipient (due);

-- Insert-only. Message ids rise with time, so the table can be partitioned by ranges of them, a day each.
CREATE TABLE ledger (
    id        bigint GENERATED ALWAYS AS IDENTITY,
    message   bigint NOT NULL,
    at        timestamptz NOT NULL,
    event     text NOT NULL,
    recipient text NOT NULL,
    detail    text NOT NULL
);

CREATE INDEX ledger_message ON ledger (message);

-- ---------------------------------------------------------------- how it changes
-- These functions fix the plans of their queries as far as SQL can: rows of a mailbox are reached by ranges of the
-- primary key (LATERAL with OFFSET 0) and changed where they were found (ctid; the account is locked), and no table is
-- read from end to end, whatever the statistics of a table that has just begun to grow. Measured without that: an
-- EXPUNGE of 10,000 out of 100,000 fresh messages took 104 s, with it 0.2 s.

CREATE FUNCTION mercury_instant(millis bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_timestamp(millis / 1000.0::double precision);

-- Locks the account for a change and answers its MODSEQ.
CREATE FUNCTION mercury_lock(p_account bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v bigint;
BEGIN
    SELECT modseq INTO v FROM account_clock WHERE account = p_account FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no account %', p_account USING ERRCODE = 'MG001', DETAIL = '0';
    END IF;
    RETURN v;
END $$;

-- UIDVALIDITY: seconds of the epoch, or one more than the account's last.
CREATE FUNCTION mercury_create(p_account bigint, p_name text, p_use text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint := nextval('mailbox_id');
    v_clock account_clock;
BEGIN
    PERFORM mercury_lock(p_account);
    UPDATE account_clock SET uid_validity = greatest(uid_validity + 1, extract(epoch FROM now())::bigint)
        WHERE account = p_account RETURNING * INTO v_clock;
    INSERT INTO mailbox VALUES (p_account, v_id, p_name, p_use, v_clock.uid_validity, 1, 0, 0, 0, 0, 1, NULL);
    RETURN v_id;
END $$;

-- A new account's clock and mailboxes; answers the INBOX.
CREATE FUNCTION mercury_open_account(p_account bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v_inbox bigint;
BEGIN
    INSERT INTO account_clock VALUES (p_account, 1, 0, 0, 0, 0);
    v_inbox := mercury_create(p_account, 'INBOX', '');
    PERFORM mercury_create(p_account, name, use) FROM (VALUES ('Drafts', '\Drafts'), ('Junk', '\Junk'),
        ('Sent', '\Sent'), ('Trash', '\Trash')) AS v(name, use);
    INSERT INTO subscription SELECT account, name FROM mailbox WHERE account = p_account;
    RETURN v_inbox;
END $$;

-- Files, queues and settles a group of works. Arrays of one prefix are of one length: m_ one element for each
-- arrival, f_ for each filing, o_ for each outgoing recipient (f_arrival and o_arrival count from 1 in m_),
-- s_ for each settlement. Answers the UIDs of the filings in their order.
CREATE FUNCTION mercury_write(p_node text, p_lease bigint,
    m_id bigint[], m_at bigint[], m_sender text[], m_account bigint[], m_ret text[], m_envid text[],
    m_encoding text[], m_utf8 boolean[], m_size bigint[], m_envelope bytea[], m_structure bytea[],
    m_message_id text[],
    b_id bigint[], b_bytes bytea[],
    f_arrival integer[], f_account bigint[], f_mailbox bigint[], f_recipient text[], f_trace bytea[],
    f_flags integer[], f_keywords text[], f_date bigint[], f_size bigint[],
    o_arrival integer[], o_number integer[], o_address text[], o_domain text[], o_notify text[], o_original text[],
    o_due bigint[],
    s_message bigint[], s_recipient integer[], s_state text[], s_due bigint[], s_reply integer[],
    s_enhanced text[], s_text text[], s_remote text[], s_warned boolean[]
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    v_uids bigint[] := '{}';
BEGIN
    IF cardinality(b_id) > 0 THEN
        INSERT INTO body_part SELECT id, 0, bytes FROM unnest(b_id, b_bytes) AS b(id, bytes);
    END IF;
    IF cardinality(m_id) > 0 THEN
        INSERT INTO ledger (message, at, event, recipient, detail)
            SELECT id, mercury_instant(at), 'accepted', '', 'from=<' || sender || '> size=' || size
            FROM unnest(m_id, m_at, m_sender, m_size) AS m(id, at, sender, size);
    END IF;
    IF cardinality(o_arrival) > 0 THEN
        INSERT INTO queue_message
            SELECT id, mercury_instant(at), sender, account, ret, envid, encoding, utf8, id, size
            FROM unnest(m_id, m_at, m_sender, m_account, m_ret, m_envid, m_encoding, m_utf8, m_size)
                WITH ORDINALITY AS m(id, at, sender, account, ret, envid, encoding, utf8, size, ord)
            WHERE ord = ANY (o_arrival);
        INSERT INTO queue_recipient
            SELECT m_id[arrival], number, address, domain, notify, original, 0,
                mercury_instant(CASE WHEN due > m_at[arrival] THEN due ELSE p_lease END),
                CASE WHEN due > m_at[arrival] THEN '' ELSE p_node END, 0, '', '', '', false
            FROM unnest(o_arrival, o_number, o_address, o_domain, o_notify, o_original, o_due)
                AS o(arrival, number, address, domain, notify, original, due);
        INSERT INTO ledger (message, at, event, recipient, detail)
            SELECT m_id[arrival], mercury_instant(m_at[arrival]), 'queued', address, ''
            FROM unnest(o_arrival, o_address) AS o(arrival, address);
    END IF;
    IF cardinality(s_message) > 0 THEN
        PERFORM mercury_settle(s_message, s_recipient, s_state, s_due, s_reply, s_enhanced, s_text, s_remote,
            s_warned);
    END IF;
    IF cardinality(f_arrival) > 0 THEN
        INSERT INTO message
            SELECT DISTINCT ON (f.account, m.id) f.account, m.id, m.id, f.size, mercury_instant(f.date),
                m.message_id, f.trace, m.envelope, m.structure
            FROM unnest(f_arrival, f_account, f_trace, f_date, f_size) AS f(arrival, account, trace, date, size)
            JOIN unnest(m_id, m_envelope, m_structure, m_message_id) WITH ORDINALITY
                AS m(id, envelope, structure, message_id, ord) ON m.ord = f.arrival;
        v_uids := mercury_file(m_id, f_arrival, f_account, f_mailbox, f_flags, f_keywords, f_size);
        INSERT INTO ledger (message, at, event, recipient, detail)
            SELECT m_id[arrival], mercury_instant(m_at[arrival]), 'filed', recipient,
                'mailbox=' || mailbox || ' uid=' || uid
            FROM unnest(f_arrival, f_mailbox, f_recipient, v_uids) AS f(arrival, mailbox, recipient, uid);
    END IF;
    RETURN v_uids;
END $$;

-- The clocks, counters, entries and history of a group's filings.
CREATE FUNCTION mercury_file(m_id bigint[], f_arrival integer[], f_account bigint[], f_mailbox bigint[],
    f_flags integer[], f_keywords text[], f_size bigint[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    v_uids bigint[];
    v_lost bigint;
BEGIN
    PERFORM 1 FROM account_clock WHERE account = ANY (f_account) ORDER BY account FOR NO KEY UPDATE;
    WITH filing AS MATERIALIZED (
        SELECT ord, m_id[arrival] AS message, account, mailbox, flags, keywords, size,
            row_number() OVER (PARTITION BY account, mailbox ORDER BY ord) AS nth_uid,
            row_number() OVER (PARTITION BY account ORDER BY mailbox, ord) AS nth_modseq
        FROM unnest(f_arrival, f_account, f_mailbox, f_flags, f_keywords, f_size) WITH ORDINALITY
            AS f(arrival, account, mailbox, flags, keywords, size, ord)
    ), clock AS (
        UPDATE account_clock c SET modseq = c.modseq + s.n, used_bytes = c.used_bytes + s.size,
            used_messages = c.used_messages + s.n
        FROM (SELECT account, count(*) AS n, sum(size) AS size FROM filing GROUP BY account) s
        WHERE c.account = s.account
        RETURNING c.account, c.modseq - s.n AS base
    ), box AS (
        UPDATE mailbox b SET uid_next = b.uid_next + s.n, messages = b.messages + s.n,
            unseen = b.unseen + s.unseen, deleted = b.deleted + s.deleted, size = b.size + s.size,
            modseq = clock.base + s.last
        FROM (SELECT account, mailbox, count(*) AS n, sum(size) AS size, max(nth_modseq) AS last,
                count(*) FILTER (WHERE flags & 1 = 0) AS unseen,
                count(*) FILTER (WHERE flags & 8 <> 0) AS deleted
            FROM filing GROUP BY account, mailbox) s
        JOIN clock ON clock.account = s.account
        WHERE b.account = s.account AND b.mailbox = s.mailbox AND b.dropped IS NULL
        RETURNING b.account, b.mailbox, b.uid_next - s.n AS base, b.uid_next AS next, b.modseq,
            clock.base AS clock
    ), placed AS MATERIALIZED (
        SELECT f.*, box.base + f.nth_uid - 1 AS uid, box.clock + f.nth_modseq AS modseq
        FROM filing f JOIN box ON box.account = f.account AND box.mailbox = f.mailbox
    ), put AS (
        INSERT INTO entry
            SELECT account, mailbox, uid, message, modseq, modseq, now(), flags, keywords FROM placed
    ), logged AS (
        INSERT INTO change_log
            SELECT account, modseq, mailbox, false, int8multirange(int8range(base, next)) FROM box
    )
    SELECT array_agg(uid ORDER BY ord) INTO v_uids FROM placed;
    IF cardinality(v_uids) IS DISTINCT FROM cardinality(f_arrival) THEN
        SELECT f.mailbox INTO v_lost FROM unnest(f_account, f_mailbox) AS f(account, mailbox)
            WHERE NOT EXISTS (SELECT 1 FROM mailbox b WHERE b.account = f.account AND b.mailbox = f.mailbox
                AND b.dropped IS NULL) LIMIT 1;
        RAISE EXCEPTION 'no mailbox %', v_lost USING ERRCODE = 'MG001', DETAIL = v_lost::text;
    END IF;
    RETURN v_uids;
END $$;

-- What became of queued recipients. One that is no longer in the queue is passed over.
CREATE FUNCTION mercury_settle(s_message bigint[], s_recipient integer[], s_state text[], s_due bigint[],
    s_reply integer[], s_enhanced text[], s_text text[], s_remote text[], s_warned boolean[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM queue_message WHERE message = ANY (s_message) ORDER BY message FOR UPDATE;
    WITH s AS (
        SELECT * FROM unnest(s_message, s_recipient, s_state, s_due, s_reply, s_enhanced, s_text, s_remote,
            s_warned) AS s(message, recipient, state, due, reply, enhanced, text, remote, warned)
    ), ended AS (
        DELETE FROM queue_recipient q USING s
        WHERE q.message = s.message AND q.recipient = s.recipient AND s.state <> 'WAITING'
        RETURNING q.message, q.address, s.state, s.reply, s.enhanced, s.text, s.remote
    ), waiting AS (
        UPDATE queue_recipient q SET attempts = q.attempts + 1, due = mercury_instant(s.due), leased_by = '',
            reply = s.reply, enhanced = s.enhanced, text = s.text, remote = s.remote,
            warned = q.warned OR s.warned
        FROM s WHERE q.message = s.message AND q.recipient = s.recipient AND s.state = 'WAITING'
        RETURNING q.message, q.address, s.state, s.reply, s.enhanced, s.text, s.remote
    )
    INSERT INTO ledger (message, at, event, recipient, detail)
        SELECT message, clock_timestamp(),
            CASE state WHEN 'DELIVERED' THEN 'delivered' WHEN 'FAILED' THEN 'failed' ELSE 'deferred' END, address,
            CASE remote WHEN '' THEN '' ELSE 'remote=' || remote || ' ' END || reply || ' ' || enhanced || ' ' || text
        FROM (SELECT * FROM ended UNION ALL SELECT * FROM waiting) AS told;
    PERFORM mercury_unqueue(s_message);
END $$;

-- Takes messages without recipients out of the queue.
CREATE FUNCTION mercury_unqueue(p_messages bigint[]) RETURNS void LANGUAGE sql AS $$
    WITH done AS (
        DELETE FROM queue_message m WHERE m.message = ANY (p_messages)
            AND NOT EXISTS (SELECT 1 FROM queue_recipient r WHERE r.message = m.message)
        RETURNING body
    )
    INSERT INTO loose_body SELECT body FROM done;
$$;

-- Keywords after a change: sorted without regard to case, no doubles, the older spelling stays.
CREATE FUNCTION mercury_keywords(p_old text, p_change text, p_words text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(string_agg(word, ' ' ORDER BY lower(word)), '')
    FROM (
        SELECT DISTINCT ON (lower(word)) word
        FROM unnest(CASE p_change WHEN 'REPLACE' THEN p_words WHEN 'ADD' THEN string_to_array(p_old, ' ') || p_words
            ELSE string_to_array(p_old, ' ') END) WITH ORDINALITY AS w(word, ord)
        WHERE word <> '' AND (p_change <> 'REMOVE'
            OR lower(word) <> ALL (ARRAY(SELECT lower(unnest) FROM unnest(p_words))))
        ORDER BY lower(word), ord
    ) AS kept;
$$;

-- STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3): one MODSEQ for all; answers the UIDs that had changed since.
CREATE FUNCTION mercury_store(p_account bigint, p_mailbox bigint, p_uids int8multirange, p_change text,
    p_flags integer, p_words text[], p_since bigint) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    v_modseq bigint := mercury_lock(p_account) + 1;
    v_refused bigint[] := '{}';
    v_n bigint;
    v_unseen bigint;
    v_deleted bigint;
    v_uids int8multirange;
BEGIN
    IF p_since < v_modseq - 1 THEN
        SELECT coalesce(array_agg(e.uid ORDER BY e.uid), '{}') INTO v_refused
        FROM unnest(p_uids) AS r CROSS JOIN LATERAL (SELECT uid, modseq FROM entry
            WHERE account = p_account AND mailbox = p_mailbox AND uid >= lower(r) AND uid < upper(r) OFFSET 0) e
        WHERE e.modseq > p_since;
    END IF;
    WITH old AS MATERIALIZED (
        SELECT e.place, e.uid, e.flags, e.keywords,
            CASE p_change WHEN 'ADD' THEN e.flags | p_flags WHEN 'REMOVE' THEN e.flags & ~p_flags
                ELSE p_flags END AS new_flags,
            CASE WHEN p_change <> 'REPLACE' AND cardinality(p_words) = 0 THEN e.keywords
                ELSE mercury_keywords(e.keywords, p_change, p_words) END AS new_keywords
        FROM unnest(p_uids) AS r CROSS JOIN LATERAL (SELECT ctid AS place, uid, flags, keywords, modseq FROM entry
            WHERE account = p_account AND mailbox = p_mailbox AND uid >= lower(r) AND uid < upper(r) OFFSET 0) e
        WHERE e.modseq <= p_since
    ), changed AS MATERIALIZED (
        SELECT * FROM old WHERE (flags, keywords) IS DISTINCT FROM (new_flags, new_keywords)
    ), done AS (
        UPDATE entry SET modseq = v_modseq,
            flags = CASE p_change WHEN 'ADD' THEN flags | p_flags WHEN 'REMOVE' THEN flags & ~p_flags
                ELSE p_flags END,
            keywords = CASE WHEN p_change <> 'REPLACE' AND cardinality(p_words) = 0 THEN keywords
                ELSE mercury_keywords(keywords, p_change, p_words) END
        WHERE ctid = ANY (ARRAY(SELECT place FROM changed))
    )
    SELECT count(*), coalesce(sum((flags & 1) - (new_flags & 1)), 0),
        coalesce(sum(((new_flags & 8) - (flags & 8)) / 8), 0), range_agg(int8range(uid, uid, '[]'))
        INTO v_n, v_unseen, v_deleted, v_uids FROM changed;
    IF v_n > 0 THEN
        UPDATE account_clock SET modseq = v_modseq WHERE account = p_account;
        UPDATE mailbox SET unseen = unseen + v_unseen, deleted = deleted + v_deleted, modseq = v_modseq
            WHERE account = p_account AND mailbox = p_mailbox;
        INSERT INTO change_log VALUES (p_account, v_modseq, p_mailbox, false, v_uids);
    END IF;
    RETURN v_refused;
END $$;

-- Takes entries out of a mailbox; kept ones (p_keep) can be undeleted until the sweep. The account must be locked.
CREATE FUNCTION mercury_remove(p_account bigint, p_mailbox bigint, p_uids int8multirange, p_modseq bigint,
    p_keep boolean) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    v_removed bigint[];
    v_size bigint;
    v_unseen bigint;
    v_deleted bigint;
    v_uids int8multirange;
BEGIN
    WITH old AS (
        DELETE FROM entry WHERE ctid = ANY (ARRAY(
            SELECT x.place FROM unnest(p_uids) AS r CROSS JOIN LATERAL (SELECT ctid AS place FROM entry
                WHERE account = p_account AND mailbox = p_mailbox AND uid >= lower(r) AND uid < upper(r) OFFSET 0) x))
        RETURNING *
    ), kept AS (
        INSERT INTO expunged SELECT account, mailbox, uid, message, flags, keywords, now() FROM old WHERE p_keep
    )
    SELECT array_agg(old.uid ORDER BY old.uid), coalesce(sum(m.size), 0),
        count(*) FILTER (WHERE old.flags & 1 = 0), count(*) FILTER (WHERE old.flags & 8 <> 0),
        range_agg(int8range(old.uid, old.uid, '[]'))
        INTO v_removed, v_size, v_unseen, v_deleted, v_uids
    FROM old CROSS JOIN LATERAL (SELECT size FROM message
        WHERE account = p_account AND message = old.message OFFSET 0) m;
    IF v_removed IS NULL THEN
        RETURN '{}';
    END IF;
    UPDATE account_clock SET modseq = p_modseq, used_bytes = used_bytes - v_size,
        used_messages = used_messages - cardinality(v_removed) WHERE account = p_account;
    UPDATE mailbox SET messages = messages - cardinality(v_removed), unseen = unseen - v_unseen,
        deleted = deleted - v_deleted, size = size - v_size, modseq = p_modseq
        WHERE account = p_account AND mailbox = p_mailbox;
    INSERT INTO change_log VALUES (p_account, p_modseq, p_mailbox, true, v_uids);
    RETURN v_removed;
END $$;

CREATE FUNCTION mercury_expunge(p_account bigint, p_mailbox bigint, p_uids int8multirange) RETURNS bigint[]
    LANGUAGE sql RETURN mercury_remove(p_account, p_mailbox, p_uids, mercury_lock(p_account) + 1, true);

-- COPY and MOVE (RFC 9051 §6.4.7, §6.4.8) within an account. No row when a mailbox does not exist.
CREATE FUNCTION mercury_copy(p_account bigint, p_mailbox bigint, p_uids int8multirange, p_target bigint,
    p_move boolean) RETURNS TABLE (uid_validity bigint, old_uids bigint[], new_uids bigint[])
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_modseq bigint := mercury_lock(p_account) + 1;
    v_target mailbox;
    v_old bigint[];
    v_new bigint[];
    v_size bigint;
    v_unseen bigint;
    v_deleted bigint;
BEGIN
    SELECT * INTO v_target FROM mailbox WHERE account = p_account AND mailbox = p_target AND dropped IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no mailbox %', p_target USING ERRCODE = 'MG001', DETAIL = p_target::text;
    END IF;
    PERFORM 1 FROM mailbox WHERE account = p_account AND mailbox = p_mailbox AND dropped IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no mailbox %', p_mailbox USING ERRCODE = 'MG001', DETAIL = p_mailbox::text;
    END IF;
    WITH old AS MATERIALIZED (
        SELECT x.*, v_target.uid_next + row_number() OVER (ORDER BY x.uid) - 1 AS new_uid
        FROM unnest(p_uids) AS r CROSS JOIN LATERAL (SELECT uid, message, flags, keywords FROM entry
            WHERE account = p_account AND mailbox = p_mailbox AND uid >= lower(r) AND uid < upper(r) OFFSET 0) x
    ), put AS (
        INSERT INTO entry SELECT p_account, p_target, new_uid, message, v_modseq, v_modseq, now(), flags, keywords
            FROM old
    )
    SELECT coalesce(array_agg(uid ORDER BY uid), '{}'), coalesce(array_agg(new_uid ORDER BY uid), '{}'),
        coalesce(sum(m.size), 0), count(*) FILTER (WHERE flags & 1 = 0), count(*) FILTER (WHERE flags & 8 <> 0)
        INTO v_old, v_new, v_size, v_unseen, v_deleted
    FROM old CROSS JOIN LATERAL (SELECT m.size FROM message m
        WHERE m.account = p_account AND m.message = old.message OFFSET 0) m;
    IF cardinality(v_old) > 0 THEN
        UPDATE account_clock SET modseq = v_modseq, used_bytes = used_bytes + v_size,
            used_messages = used_messages + cardinality(v_old) WHERE account = p_account;
        UPDATE mailbox SET uid_next = uid_next + cardinality(v_old), messages = messages + cardinality(v_old),
            unseen = unseen + v_unseen, deleted = deleted + v_deleted, size = size + v_size, modseq = v_modseq
            WHERE account = p_account AND mailbox = p_target;
        INSERT INTO change_log VALUES (p_account, v_modseq, p_target, false,
            int8multirange(int8range(v_target.uid_next, v_target.uid_next + cardinality(v_old))));
        IF p_move THEN
            PERFORM mercury_remove(p_account, p_mailbox,
                (SELECT range_agg(int8range(uid, uid, '[]')) FROM unnest(v_old) AS uid), v_modseq + 1, false);
        END IF;
    END IF;
    RETURN QUERY SELECT v_target.uid_validity, v_old, v_new;
END $$;

-- Expunges all and drops the mailbox; false when there is none.
CREATE FUNCTION mercury_drop(p_account bigint, p_mailbox bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE v_modseq bigint := mercury_lock(p_account) + 1;
BEGIN
    UPDATE mailbox SET dropped = now() WHERE account = p_account AND mailbox = p_mailbox AND dropped IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM mercury_remove(p_account, p_mailbox, '{[1,4294967296)}', v_modseq, true);
    RETURN true;
END $$;

-- The mailbox and all below it get the new name.
CREATE FUNCTION mercury_rename(p_account bigint, p_mailbox bigint, p_to text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_from text;
BEGIN
    PERFORM mercury_lock(p_account);
    SELECT name INTO v_from FROM mailbox WHERE account = p_account AND mailbox = p_mailbox AND dropped IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no mailbox %', p_mailbox USING ERRCODE = 'MG001', DETAIL = p_mailbox::text;
    END IF;
    UPDATE mailbox SET name = p_to || substr(name, length(v_from) + 1)
        WHERE account = p_account AND dropped IS NULL AND (mailbox = p_mailbox OR starts_with(name, v_from || '/'));
END $$;

-- Forgets what was expunged before then from one account, some rows at a time, and the messages that nothing there has
-- any more; answers the rows. CASE keeps the planner from joining: one pass over the account's entries, whatever it
-- believes of their number.
CREATE FUNCTION mercury_forget(p_before timestamptz, p_limit integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    v_account bigint;
    v_messages bigint[];
    v_kept bigint[];
    v_rows integer;
BEGIN
    SELECT account INTO v_account FROM expunged WHERE at < p_before ORDER BY at LIMIT 1;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    WITH gone AS (
        DELETE FROM expunged WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM expunged WHERE account = v_account AND at < p_before LIMIT p_limit))
        RETURNING message
    )
    SELECT array_agg(DISTINCT message), count(*) INTO v_messages, v_rows FROM gone;
    SELECT coalesce(array_agg(message), '{}') INTO v_kept FROM (
        SELECT message FROM entry
            WHERE account = v_account AND CASE WHEN message IN (SELECT unnest(v_messages)) THEN true END
        UNION SELECT message FROM expunged
            WHERE account = v_account AND CASE WHEN message IN (SELECT unnest(v_messages)) THEN true END
    ) AS kept;
    WITH dead AS (
        DELETE FROM message WHERE account = v_account
            AND message = ANY (ARRAY(SELECT unnest(v_messages) EXCEPT SELECT unnest(v_kept)))
        RETURNING body
    )
    INSERT INTO loose_body SELECT body FROM dead;
    RETURN v_rows;
END $$;

ALTER FUNCTION mercury_file SET enable_seqscan = off;
ALTER FUNCTION mercury_settle SET enable_seqscan = off;
ALTER FUNCTION mercury_store SET enable_seqscan = off;
ALTER FUNCTION mercury_remove SET enable_seqscan = off;
ALTER FUNCTION mercury_copy SET enable_seqscan = off;
