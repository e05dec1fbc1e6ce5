-- Collectors trust certificates of their own, wait longer after failures, and say in any language what went wrong.
ALTER TABLE collector
    ADD COLUMN certificate text NOT NULL DEFAULT '', -- PEM; empty: the authorities that everybody trusts
    ADD COLUMN failures integer NOT NULL DEFAULT 0, -- in a row
    ADD COLUMN outcome_values text[] NOT NULL DEFAULT '{}'; -- for the words of the outcome, which is a code from now on
UPDATE collector SET outcome = ''; -- sentences; the next visit says anew
