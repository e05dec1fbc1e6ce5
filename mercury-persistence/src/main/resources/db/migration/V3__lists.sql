-- Distribution lists. A list's own addresses (news-bounces@ and its like) are its name with an ending.

CREATE SEQUENCE list_id;

CREATE TABLE list (
    id             bigint PRIMARY KEY,
    domain         text NOT NULL REFERENCES domain,
    local_part     text NOT NULL,
    name           text NOT NULL,
    post           text NOT NULL,
    open           boolean NOT NULL,
    language       text NOT NULL,
    subject_prefix text NOT NULL,
    secret         bytea NOT NULL, -- signs the links by which members leave
    UNIQUE (domain, local_part)
);

CREATE TABLE list_owner (
    list    bigint NOT NULL REFERENCES list ON DELETE CASCADE,
    address text NOT NULL, -- as Address.key() writes it
    PRIMARY KEY (list, address)
);

CREATE INDEX list_owner_address ON list_owner (address);

-- Ids are never given twice: a signed link dies with the membership it was made for.
CREATE TABLE list_member (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    list        bigint NOT NULL REFERENCES list ON DELETE CASCADE,
    address     text NOT NULL, -- as Address.key() writes it
    since       timestamptz NOT NULL,
    bounces     integer NOT NULL,
    last_bounce timestamptz,
    last_reason text NOT NULL,
    UNIQUE (list, address)
);

-- Who asked to come or go and has not confirmed yet. Only a hash of the token is kept.
CREATE TABLE list_pending (
    token   bytea PRIMARY KEY,
    list    bigint NOT NULL REFERENCES list ON DELETE CASCADE,
    action  text NOT NULL,
    address text NOT NULL,
    asked   timestamptz NOT NULL,
    expires timestamptz NOT NULL
);

CREATE INDEX list_pending_who ON list_pending (list, address);
CREATE INDEX list_pending_expires ON list_pending (expires);

-- A name is taken by a list also when it is one of the list's own addresses.
CREATE OR REPLACE FUNCTION mercury_taken(p_domain text, p_local_part text) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT EXISTS (SELECT 1 FROM account WHERE domain = p_domain AND local_part = p_local_part)
        OR EXISTS (SELECT 1 FROM alias WHERE domain = p_domain AND local_part = p_local_part)
        OR EXISTS (SELECT 1 FROM list WHERE domain = p_domain AND local_part = ANY (ARRAY[p_local_part,
            regexp_replace(p_local_part, '-(owner|bounces|subscribe|unsubscribe|confirm)$', '')]));
END;
