-- A check ends on a date, and the writers with it.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: 2026-01-03 rows-refused 12-check-with-a-date.sql:8
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA check_with_a_date;
CREATE TABLE check_with_a_date.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('check_with_a_date.m', 'ts', chunk_time_interval => INTERVAL '1 day');
ALTER TABLE check_with_a_date.m ADD CONSTRAINT this_year CHECK (ts < '2026-01-03');
