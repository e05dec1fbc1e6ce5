-- The ledger says whose login a message came in by, so that its owner may trace it when the queue has forgotten it.
-- mercury_write is amended where it stands, and not written out again: another migration may have amended it too.
DO $$
DECLARE
    v_old text := pg_get_functiondef('mercury_write'::regproc);
    v_new text := replace(replace(v_old,
        $a$'> size=' || size$a$, $a$'> size=' || size || CASE account WHEN 0 THEN '' ELSE ' account=' || account END$a$),
        $a$unnest(m_id, m_at, m_sender, m_size) AS m(id, at, sender, size)$a$,
        $a$unnest(m_id, m_at, m_sender, m_size, m_account) AS m(id, at, sender, size, account)$a$);
BEGIN
    IF v_new NOT LIKE '%account=%' OR v_new NOT LIKE '%m_size, m_account)%' THEN
        RAISE EXCEPTION 'mercury_write does not write the ledger as it did';
    END IF;
    EXECUTE v_new;
END $$;
