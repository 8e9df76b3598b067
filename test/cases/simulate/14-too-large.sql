-- The disk has 50 GB, and 5,000 rows a second come in.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: 2026-01-02 too-large 
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA too_large;
CREATE TABLE too_large.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('too_large.m', 'ts', chunk_time_interval => INTERVAL '1 day');
