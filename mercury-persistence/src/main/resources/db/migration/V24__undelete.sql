-- What was expunged comes back, or goes for good at once.

CREATE INDEX expunged_account ON expunged (account, at, mailbox, uid); -- the pages that its owner sees

-- Files what was expunged again, under new UIDs and without \Deleted: where it was, or in the INBOX (p_inbox) when that
-- mailbox is gone. What is not there (any more), or expunged before p_since, is passed over. Answers how many came back;
-- -1, and nothing is done, when they would go over a limit (0: none).
CREATE FUNCTION mercury_restore(p_account bigint, p_mailboxes bigint[], p_uids bigint[], p_inbox bigint,
    p_since timestamptz, p_limit bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_modseq bigint := mercury_lock(p_account);
    v_clock account_clock;
    v_size bigint;
    v_all bigint := 0;
    v_next bigint;
    v_target bigint;
    v_n bigint;
    v_unseen bigint;
    v_messages bigint[];
    v_flags integer[];
    v_keywords text[];
BEGIN
    SELECT * INTO v_clock FROM account_clock WHERE account = p_account;
    SELECT coalesce(sum(m.size), 0) INTO v_size
    FROM unnest(p_mailboxes, p_uids) AS w(mailbox, uid)
    JOIN expunged x ON x.account = p_account AND x.mailbox = w.mailbox AND x.uid = w.uid AND x.at >= p_since
    JOIN message m ON m.account = p_account AND m.message = x.message;
    IF p_limit > 0 AND v_clock.used_bytes + v_size > p_limit THEN
        RETURN -1;
    END IF;
    FOR v_target, v_messages, v_flags, v_keywords IN
        WITH back AS (
            DELETE FROM expunged x USING unnest(p_mailboxes, p_uids) AS w(mailbox, uid)
            WHERE x.account = p_account AND x.mailbox = w.mailbox AND x.uid = w.uid AND x.at >= p_since
            RETURNING x.*
        )
        SELECT coalesce(b.mailbox, p_inbox) AS target, array_agg(back.message ORDER BY back.mailbox, back.uid),
            array_agg(back.flags & ~8 ORDER BY back.mailbox, back.uid),
            array_agg(back.keywords ORDER BY back.mailbox, back.uid)
        FROM back LEFT JOIN mailbox b ON b.account = p_account AND b.mailbox = back.mailbox AND b.dropped IS NULL
        GROUP BY target ORDER BY target
    LOOP
        v_modseq := v_modseq + 1;
        v_n := cardinality(v_messages);
        v_all := v_all + v_n;
        SELECT sum(m.size) INTO v_size FROM unnest(v_messages) AS n(id)
            JOIN message m ON m.account = p_account AND m.message = n.id;
        SELECT count(*) INTO v_unseen FROM unnest(v_flags) AS f WHERE f & 1 = 0;
        UPDATE mailbox SET uid_next = uid_next + v_n, messages = messages + v_n, unseen = unseen + v_unseen,
            size = size + v_size, modseq = v_modseq
            WHERE account = p_account AND mailbox = v_target AND dropped IS NULL
            RETURNING uid_next - v_n INTO v_next;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'no mailbox %', v_target USING ERRCODE = 'MG001', DETAIL = v_target::text;
        END IF;
        INSERT INTO entry (account, mailbox, uid, message, modseq, created_modseq, saved, flags, keywords)
            SELECT p_account, v_target, v_next + ord - 1, id, v_modseq, v_modseq, now(), flags, words
            FROM unnest(v_messages, v_flags, v_keywords) WITH ORDINALITY AS n(id, flags, words, ord);
        INSERT INTO change_log VALUES (p_account, v_modseq, v_target, false,
            int8multirange(int8range(v_next, v_next + v_n)));
        UPDATE account_clock SET modseq = v_modseq, used_bytes = used_bytes + v_size,
            used_messages = used_messages + v_n WHERE account = p_account;
    END LOOP;
    RETURN v_all;
END $$;
