-- What an account or a domain handed over since a moment; begun anew when its hour is over.
CREATE TABLE handed_over (
    subject    text        PRIMARY KEY,
    since      timestamptz NOT NULL,
    messages   int         NOT NULL,
    recipients int         NOT NULL
);
