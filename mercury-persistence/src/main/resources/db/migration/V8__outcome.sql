-- What an application asked for with its message: how urgent it is, and where it hears what became of its recipients.

ALTER TABLE queue_message
    ADD COLUMN answer_to text NOT NULL DEFAULT '', -- a queue of the broker's, empty: nobody is told
    ADD COLUMN answer_node text NOT NULL DEFAULT '', -- whose broker has it
    ADD COLUMN correlation text NOT NULL DEFAULT '';

-- JMS's 0 to 9. With the recipient and not with the message, so that one index says who comes first of those due.
ALTER TABLE queue_recipient ADD COLUMN priority smallint NOT NULL DEFAULT 4;
DROP INDEX queue_due;
CREATE INDEX queue_due ON queue_recipient (priority, due);

-- What is still to be told, a row a recipient. Written with what it tells, and gone when it is told: nearly always empty.
CREATE TABLE outcome (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message     bigint NOT NULL,
    at          timestamptz NOT NULL,
    node        text NOT NULL,
    answer_to   text NOT NULL,
    correlation text NOT NULL,
    address     text NOT NULL,
    state       text NOT NULL, -- delivered, failed, cancelled
    reply       text NOT NULL,
    waiting     integer NOT NULL -- recipients of the message that were not settled then
);

CREATE INDEX outcome_message ON outcome (message);
CREATE INDEX outcome_node ON outcome (node, id);

-- Notes the wishes of messages that mercury_write has just queued.
CREATE FUNCTION mercury_handle(p_node text, p_messages bigint[], p_priorities integer[], p_answer_to text[],
    p_correlations text[]) RETURNS void LANGUAGE sql AS $$
    UPDATE queue_message m SET answer_to = h.answer_to, answer_node = p_node, correlation = h.correlation
        FROM unnest(p_messages, p_answer_to, p_correlations) AS h(message, answer_to, correlation)
        WHERE m.message = h.message AND h.answer_to <> '';
    UPDATE queue_recipient r SET priority = h.priority
        FROM unnest(p_messages, p_priorities) AS h(message, priority)
        WHERE r.message = h.message AND h.priority <> 4;
$$;

-- Owes the outcome of these recipients to who asked for it, before they leave the queue. The message is locked.
CREATE FUNCTION mercury_owe(p_message bigint[], p_recipient integer[], p_state text[], p_reply text[])
RETURNS void LANGUAGE sql AS $$
    INSERT INTO outcome (message, at, node, answer_to, correlation, address, state, reply, waiting)
        SELECT m.message, clock_timestamp(), m.answer_node, m.answer_to, m.correlation, r.address, s.state, s.reply,
            (SELECT count(*) FROM queue_recipient q WHERE q.message = m.message)
                - row_number() OVER (PARTITION BY m.message ORDER BY r.recipient)
        FROM unnest(p_message, p_recipient, p_state, p_reply) AS s(message, recipient, state, reply)
        CROSS JOIN LATERAL (SELECT * FROM queue_message WHERE message = s.message AND answer_to <> '' OFFSET 0) AS m
        CROSS JOIN LATERAL (SELECT * FROM queue_recipient
            WHERE message = s.message AND recipient = s.recipient OFFSET 0) AS r
        ORDER BY m.message, r.recipient;
$$;

-- mercury_settle owes first. It is amended where it stands, and not written out again: another migration may have
-- amended it too.
DO $$
DECLARE
    v_old text := pg_get_functiondef('mercury_settle'::regproc);
    v_new text := regexp_replace(v_old, 'ORDER BY message FOR UPDATE;', $a$ORDER BY message FOR UPDATE;
    IF EXISTS (SELECT 1 FROM queue_message WHERE message = ANY (s_message) AND answer_to <> '') THEN
        PERFORM mercury_owe(array_agg(message), array_agg(recipient), array_agg(lower(state)),
                array_agg(reply || ' ' || enhanced || ' ' || text))
            FROM unnest(s_message, s_recipient, s_state, s_reply, s_enhanced, s_text)
                AS s(message, recipient, state, reply, enhanced, text)
            WHERE state <> 'WAITING' HAVING count(*) > 0;
    END IF;$a$);
BEGIN
    IF v_new NOT LIKE '%mercury_owe%' THEN
        RAISE EXCEPTION 'mercury_settle does not lock the messages as it did';
    END IF;
    EXECUTE v_new;
END $$;
