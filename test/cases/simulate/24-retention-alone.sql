-- Chunks go after a week.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: none
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA retention_alone;
CREATE TABLE retention_alone.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('retention_alone.m', 'ts', chunk_time_interval => INTERVAL '1 day');
SELECT add_retention_policy('retention_alone.m', drop_after => INTERVAL '7 days');
