-- Whether foreign members share a copy of a posting or get one each, in the application's words.

ALTER TABLE list ADD COLUMN copies text NOT NULL DEFAULT 'auto';
ALTER TABLE list ALTER COLUMN copies DROP DEFAULT;
