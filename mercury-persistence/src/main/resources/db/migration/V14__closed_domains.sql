-- A closed domain keeps all it has; nobody of it logs in and nothing is delivered to it.
ALTER TABLE domain ADD COLUMN active boolean NOT NULL DEFAULT true;
