-- Mailboxes at providers from which mail is collected.
CREATE TABLE collector (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    server    text NOT NULL,
    port      integer NOT NULL,
    tls       text NOT NULL,
    login     text NOT NULL,
    secret    bytea NOT NULL, -- sealed with a key that is not in the database
    seconds   integer NOT NULL, -- between two visits
    domain    text NOT NULL, -- whose accounts it is sorted to; empty: all of it to the account
    account   bigint NOT NULL, -- the only one, or the one that gets what fits none; no reference: its visits then say so
    active    boolean NOT NULL,
    due       timestamptz NOT NULL,
    leased_by text NOT NULL, -- a node, empty for none
    visited   timestamptz,
    outcome   text NOT NULL, -- of the last visit, empty when it was good
    collected bigint NOT NULL,
    UNIQUE (server, port, login)
);
