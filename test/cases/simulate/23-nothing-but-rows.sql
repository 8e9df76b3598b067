-- Rows and nothing else.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: none
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA nothing_but_rows;
CREATE TABLE nothing_but_rows.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('nothing_but_rows.m', 'ts', chunk_time_interval => INTERVAL '1 day');
