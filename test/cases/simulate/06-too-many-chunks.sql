-- A chunk for every minute.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: 2026-01-04 too-many-chunks 06-too-many-chunks.sql:7
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA too_many_chunks;
CREATE TABLE too_many_chunks.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('too_many_chunks.m', 'ts', chunk_time_interval => INTERVAL '1 minute');
