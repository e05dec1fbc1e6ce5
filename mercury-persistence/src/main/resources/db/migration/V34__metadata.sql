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

-- What is known of a mailbox goes with it.
CREATE FUNCTION mercury_forget_mailbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM annotation WHERE account = NEW.account AND mailbox = NEW.mailbox;
    DELETE FROM recent WHERE account = NEW.account AND mailbox = NEW.mailbox;
    RETURN NULL;
END $$;

CREATE TRIGGER mailbox_forgotten AFTER UPDATE OF dropped ON mailbox FOR EACH ROW WHEN (NEW.dropped IS NOT NULL)
    EXECUTE FUNCTION mercury_forget_mailbox();
