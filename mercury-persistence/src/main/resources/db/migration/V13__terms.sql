-- What few senders ask of a message's journey (RFC 2852, 4865, 6710, 8689). The hot path of mercury_write does not know
-- of it: the defaults are what a message has whose sender asked for nothing.

ALTER TABLE queue_message
    ADD COLUMN held_until timestamptz, -- its recipients are those of the envelope: who they lead to is looked up then
    ADD COLUMN hold_request text NOT NULL DEFAULT '', -- how that was asked for; a released message keeps it for reports
    ADD COLUMN mt_priority smallint NOT NULL DEFAULT 0, -- as it was said; how urgent it is here stands with the recipients
    ADD COLUMN require_tls boolean NOT NULL DEFAULT false,
    ADD COLUMN by_time timestamptz,
    ADD COLUMN by_mode text NOT NULL DEFAULT ''; -- N or R, with T

-- Notes the terms of messages that mercury_write has just queued; −1 is no moment.
CREATE FUNCTION mercury_agree(p_messages bigint[], p_held bigint[], p_requests text[], p_priorities integer[], p_tls boolean[],
    p_by bigint[], p_modes text[]) RETURNS void LANGUAGE sql AS $$
    UPDATE queue_message m SET held_until = mercury_instant(nullif(t.held, -1)), hold_request = t.request,
            mt_priority = t.priority,
            require_tls = t.tls, by_time = mercury_instant(nullif(t.by, -1)), by_mode = t.mode
        FROM unnest(p_messages, p_held, p_requests, p_priorities, p_tls, p_by, p_modes)
            AS t(message, held, request, priority, tls, by, mode)
        WHERE m.message = t.message;
$$;
