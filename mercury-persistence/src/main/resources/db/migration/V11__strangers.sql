-- Who came to the door of SMTP without being known, for greylisting: a hash of network, sender and recipient, and one of
-- the network alone, whose visits count how many of its strangers came back.
CREATE TABLE stranger (
    key      text PRIMARY KEY,
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    visits   integer NOT NULL
);

CREATE INDEX stranger_last_at ON stranger (last_at);
