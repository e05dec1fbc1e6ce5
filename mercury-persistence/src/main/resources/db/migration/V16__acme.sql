-- The key with which an ACME authority knows us (RFC 8555 §7.3), one for each authority.
CREATE TABLE acme_account (
    directory text PRIMARY KEY,
    key       text NOT NULL
);

-- A certificate for one name: what we have of it, and when to ask for the next.
CREATE TABLE acme_certificate (
    name         text        PRIMARY KEY,
    pem          text        NOT NULL DEFAULT '', -- the chain, the name's own certificate first, then the key
    issuer       text        NOT NULL DEFAULT '',
    not_after    timestamptz,
    attempted    timestamptz,
    due          timestamptz NOT NULL DEFAULT now(),
    failures     int         NOT NULL DEFAULT 0,  -- since the last success
    error        text        NOT NULL DEFAULT '',
    leased_by    text        NOT NULL DEFAULT '', -- the node that is at it
    leased_until timestamptz
);

-- What an authority is to read at /.well-known/acme-challenge/TOKEN, from whichever node it comes to (RFC 8555 §8.3).
CREATE TABLE acme_challenge (
    token  text        PRIMARY KEY,
    answer text        NOT NULL,
    until  timestamptz NOT NULL
);
