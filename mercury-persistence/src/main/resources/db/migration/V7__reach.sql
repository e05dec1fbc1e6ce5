-- How far a credential reaches. An application password is a program's and has no role, but for the one that the server
-- made for ./mercury: that administers like its owner. A secret that is replaced gets a new number, so that what began
-- with the old one ends.
ALTER TABLE credential ADD administers boolean NOT NULL DEFAULT false;

-- POP before SMTP lasts no longer than the credential that it rests on. What is there counts for minutes: it may go.
DELETE FROM login_place;
ALTER TABLE login_place
    ADD credential bigint NOT NULL,
    DROP CONSTRAINT login_place_pkey,
    ADD PRIMARY KEY (address, account, credential);
