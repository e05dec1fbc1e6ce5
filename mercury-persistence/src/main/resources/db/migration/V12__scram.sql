-- SCRAM keeps its keys beside the hash, in credential.hash, a line each. Their salts come from the address and from
-- this, so that an account that does not exist has one too, and the same for ever.
CREATE TABLE server_secret (
    name  text PRIMARY KEY,
    value bytea NOT NULL
);

INSERT INTO server_secret
VALUES ('scram-salt', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
