-- Chunks are compressed after three days, and kept.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: none
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA columnstore_alone;
CREATE TABLE columnstore_alone.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('columnstore_alone.m', 'ts', chunk_time_interval => INTERVAL '1 day');
ALTER TABLE columnstore_alone.m SET (timescaledb.compress, timescaledb.compress_segmentby = 'device');
SELECT add_compression_policy('columnstore_alone.m', compress_after => INTERVAL '3 days');
