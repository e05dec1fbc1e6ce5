-- What clients note of a mailbox, or of the server (RFC 5464).
CREATE TABLE annotation (
    account bigint NOT NULL REFERENCES account_clock ON DELETE CASCADE, -- whose mailbox
    mailbox bigint NOT NULL, -- 0: of the server
    who     bigint REFERENCES account_clock ON DELETE CASCADE, -- whose note; NULL: of all who share the mailbox
    entry   text NOT NULL, -- behind /private or /shared, in small letters
    value   bytea NOT NULL
);

CREATE UNIQUE INDEX annotation_of ON annotation (account, mailbox, coalesce(who, 0), entry);
CREATE INDEX annotation_who ON annotation (who);
