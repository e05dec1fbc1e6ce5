-- The index of texts (ADR 0010). A body is in body_text, or in text_todo until somebody has read it, or in both: what
-- is in neither nobody searches. So a search is right at every moment, whether or not the index is whole.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- What searches look into, without case and accents (mime.Folding). The columns of accented texts have the same with
-- accents. One row a body, however many accounts have it.
CREATE TABLE body_text (
    body            bigint PRIMARY KEY,
    accounts        bigint[] NOT NULL,
    whole           boolean NOT NULL, -- false: some of the message is not in these columns
    shared          boolean NOT NULL, -- several messages of this body: their headers lie together in one column
    summary         text NOT NULL,
    header          text NOT NULL,
    words           text NOT NULL,
    accented_header text,
    accented_words  text
);

-- The account is the first column of every question, so that what one asks costs nothing of what others have.
CREATE INDEX body_text_grams ON body_text
    USING gin (accounts, summary gin_trgm_ops, header gin_trgm_ops, words gin_trgm_ops);
CREATE INDEX body_text_partly ON body_text USING gin (accounts) WHERE NOT whole;

CREATE TABLE text_todo (body bigint PRIMARY KEY);

-- From a message to its places. Neither column changes: a STORE stays a HOT update.
CREATE INDEX entry_message ON entry (account, message);

-- DO UPDATE and not DO NOTHING: whoever files a body that is being indexed waits, and has it indexed once more.
CREATE FUNCTION mercury_text_todo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO text_todo SELECT DISTINCT body FROM added ORDER BY body
        ON CONFLICT (body) DO UPDATE SET body = EXCLUDED.body;
    RETURN NULL;
END $$;

CREATE TRIGGER message_text AFTER INSERT ON message REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION mercury_text_todo();

INSERT INTO text_todo SELECT DISTINCT body FROM message;

-- Whether what was found without accents is what was asked for; p_exact is NULL when accents do not count.
CREATE FUNCTION mercury_accents(p_plain text, p_exact text, accented text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN p_exact IS NULL THEN true WHEN accented IS NULL THEN p_plain = p_exact
        ELSE accented LIKE p_exact END;

-- The UIDs that hold a text (LIKE patterns), and, not sure, those that have to be read; the same UID may come as both.
-- With p_all the mailbox is gone through message by message, which is cheaper where it is small or the text too short
-- to narrow anything.
CREATE FUNCTION mercury_find(p_account bigint, p_mailbox bigint, p_place text, p_plain text, p_exact text,
    p_all boolean) RETURNS TABLE (uid bigint, sure boolean) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    IF p_all THEN
        RETURN QUERY
        SELECT e.uid, t.in_words OR t.in_header AND p_place = 'TEXT' AND NOT t.shared
        FROM entry e
        CROSS JOIN LATERAL (SELECT body FROM message WHERE account = p_account AND message = e.message OFFSET 0) m
        CROSS JOIN LATERAL (SELECT whole, shared,
                p_place IN ('BODY', 'TEXT') AND words LIKE p_plain
                    AND mercury_accents(p_plain, p_exact, accented_words) AS in_words,
                p_place IN ('HEADER', 'TEXT') AND header LIKE p_plain
                    AND mercury_accents(p_plain, p_exact, accented_header) AS in_header,
                p_place = 'SUMMARY' AND summary LIKE p_plain AS in_summary
            FROM body_text WHERE body = m.body AND accounts @> ARRAY[p_account] OFFSET 0) t
        WHERE e.account = p_account AND e.mailbox = p_mailbox
            AND (t.in_words OR t.in_header OR t.in_summary OR NOT t.whole);
    ELSE
        RETURN QUERY
        WITH hit AS MATERIALIZED (
            SELECT body, true AS sure FROM body_text WHERE p_place IN ('BODY', 'TEXT')
                AND accounts @> ARRAY[p_account] AND words LIKE p_plain
                AND mercury_accents(p_plain, p_exact, accented_words)
            UNION ALL
            SELECT body, p_place = 'TEXT' AND NOT shared FROM body_text WHERE p_place IN ('HEADER', 'TEXT')
                AND accounts @> ARRAY[p_account] AND header LIKE p_plain
                AND mercury_accents(p_plain, p_exact, accented_header)
            UNION ALL
            SELECT body, false FROM body_text WHERE p_place = 'SUMMARY' AND accounts @> ARRAY[p_account]
                AND summary LIKE p_plain
            UNION ALL
            SELECT body, false FROM body_text WHERE NOT whole AND accounts @> ARRAY[p_account]
        )
        SELECT e.uid, h.sure FROM hit h
        CROSS JOIN LATERAL (SELECT message FROM message WHERE body = h.body AND account = p_account OFFSET 0) m
        CROSS JOIN LATERAL (SELECT uid FROM entry WHERE account = p_account AND message = m.message
            AND mailbox = p_mailbox OFFSET 0) e;
    END IF;
    RETURN QUERY SELECT uid, false FROM mercury_unread(p_account, p_mailbox);
END $$;

-- The UIDs of a mailbox whose texts nobody has read yet; from the side of which there is less.
CREATE FUNCTION mercury_unread(p_account bigint, p_mailbox bigint) RETURNS TABLE (uid bigint)
    LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM text_todo LIMIT 5000) t) < 5000 THEN
        RETURN QUERY SELECT e.uid FROM text_todo t
            CROSS JOIN LATERAL (SELECT message FROM message WHERE body = t.body AND account = p_account OFFSET 0) m
            CROSS JOIN LATERAL (SELECT uid FROM entry WHERE account = p_account AND message = m.message
                AND mailbox = p_mailbox OFFSET 0) e;
    ELSE
        RETURN QUERY SELECT e.uid FROM entry e
            CROSS JOIN LATERAL (SELECT body FROM message WHERE account = p_account AND message = e.message OFFSET 0) m
            WHERE e.account = p_account AND e.mailbox = p_mailbox
                AND EXISTS (SELECT FROM text_todo WHERE body = m.body OFFSET 0);
    END IF;
END $$;

ALTER FUNCTION mercury_find SET enable_seqscan = off;
