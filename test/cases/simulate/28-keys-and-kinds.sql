-- Rows refer to a table, and are of a kind.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: none
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA keys_and_kinds;
CREATE TABLE keys_and_kinds.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('keys_and_kinds.m', 'ts', chunk_time_interval => INTERVAL '1 day');
CREATE TYPE keys_and_kinds.kind AS ENUM ('up', 'down');
CREATE TABLE keys_and_kinds.device (name text PRIMARY KEY);
ALTER TABLE keys_and_kinds.m ADD COLUMN kind keys_and_kinds.kind, ADD COLUMN name text REFERENCES keys_and_kinds.device, ADD UNIQUE (device, ts);
