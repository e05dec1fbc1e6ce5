-- What was handed over under a key: whoever comes with the same key again hears the first message's id.
CREATE TABLE submitted (
    key     text PRIMARY KEY,
    message bigint NOT NULL,
    at      timestamptz NOT NULL
);

CREATE INDEX submitted_at ON submitted (at);

-- Writes the keys of a group's messages, in the transaction that writes the messages. A key that is there already stops
-- the group with MG002 (and, when it is one message's, the first's id); whoever is just writing the same key is waited for.
CREATE FUNCTION mercury_claim(p_keys text[], p_messages bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_new bigint;
    v_first bigint;
BEGIN
    INSERT INTO submitted SELECT key, message, now() FROM unnest(p_keys, p_messages) AS s(key, message) ORDER BY key
        ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_new = ROW_COUNT;
    IF v_new < cardinality(p_keys) THEN
        SELECT message INTO v_first FROM submitted WHERE key = ANY (p_keys) LIMIT 1;
        RAISE EXCEPTION 'submitted before' USING ERRCODE = CASE WHEN v_first IS NULL THEN '40001' ELSE 'MG002' END,
            DETAIL = coalesce(v_first, 0)::text;
    END IF;
END $$;
