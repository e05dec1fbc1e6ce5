-- The directory: application passwords, logins without a mailbox, where people logged in from, and who changed what.

-- The first letters of an application password, in clear: they find the one hash to compare with.
ALTER TABLE credential
    ADD hint      text NOT NULL DEFAULT '',
    ADD created   timestamptz NOT NULL DEFAULT now(),
    ADD last_used timestamptz,
    ADD last_from text NOT NULL DEFAULT '';

CREATE UNIQUE INDEX credential_hint ON credential (account, hint) WHERE hint <> '';

-- An account without an INBOX is a device's login; this row says what it may do.
CREATE TABLE device (
    account  bigint PRIMARY KEY REFERENCES account,
    senders  text[] NOT NULL, -- as Address.key() writes them
    networks text[] NOT NULL  -- CIDR; none means anywhere
);

CREATE INDEX account_page ON account (domain, id);

-- POP before SMTP: who read mail from which network address.
CREATE TABLE login_place (
    address text NOT NULL,
    account bigint NOT NULL REFERENCES account,
    at      timestamptz NOT NULL,
    PRIMARY KEY (address, account)
);

CREATE INDEX login_place_at ON login_place (at);

-- Insert-only.
CREATE TABLE audit (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    account bigint NOT NULL, -- 0: no account
    who     text NOT NULL,
    via     text NOT NULL,
    what    text NOT NULL,
    subject text NOT NULL,
    was     text, -- JSON without secrets
    became  text
);

CREATE INDEX audit_subject ON audit (subject, id);

-- Whether a name of a domain is given already. Whoever adds another kind of name replaces this.
CREATE FUNCTION mercury_taken(p_domain text, p_local_part text) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT EXISTS (SELECT 1 FROM account WHERE domain = p_domain AND local_part = p_local_part)
        OR EXISTS (SELECT 1 FROM alias WHERE domain = p_domain AND local_part = p_local_part);
END;

-- Takes an account away with all it keeps; the sweep frees the bodies. A message on its way to it finds it gone.
CREATE FUNCTION mercury_delete_account(p_account bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM account_clock WHERE account = p_account FOR UPDATE;
    UPDATE domain SET catch_all = NULL WHERE catch_all = p_account;
    DELETE FROM entry WHERE account = p_account;
    DELETE FROM expunged WHERE account = p_account;
    DELETE FROM change_log WHERE account = p_account;
    DELETE FROM subscription WHERE account = p_account;
    DELETE FROM mailbox WHERE account = p_account;
    WITH gone AS (DELETE FROM message WHERE account = p_account RETURNING body)
        INSERT INTO loose_body SELECT DISTINCT body FROM gone;
    DELETE FROM account_clock WHERE account = p_account;
    DELETE FROM login_place WHERE account = p_account;
    DELETE FROM device WHERE account = p_account;
    DELETE FROM credential WHERE account = p_account;
    DELETE FROM account WHERE id = p_account;
END $$;
