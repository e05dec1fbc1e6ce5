-- What an account or a domain handed over since a moment; begun anew when its hour is over.
CREATE TABLE handed_over (
    subject    text        PRIMARY KEY,
    since      timestamptz NOT NULL,
    messages   int         NOT NULL,
    recipients int         NOT NULL
);

-- What the accounts of a domain may be and hand over together; 0 for no limit.
ALTER TABLE domain
    ADD COLUMN most_accounts     int    NOT NULL DEFAULT 0,
    ADD COLUMN most_quota_bytes  bigint NOT NULL DEFAULT 0,
    ADD COLUMN most_size_bytes   bigint NOT NULL DEFAULT 0,
    ADD COLUMN messages_per_hour int    NOT NULL DEFAULT 0;
