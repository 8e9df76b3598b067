-- Chunks are dropped before they are old enough to be compressed.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: 2026-01-08 never-compressed 02-compress-after-drop.sql:9 and 02-compress-after-drop.sql:10
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA compress_after_drop;
CREATE TABLE compress_after_drop.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('compress_after_drop.m', 'ts', chunk_time_interval => INTERVAL '1 day');
ALTER TABLE compress_after_drop.m SET (timescaledb.compress, timescaledb.compress_segmentby = 'device');
SELECT add_compression_policy('compress_after_drop.m', compress_after => INTERVAL '9 days');
SELECT add_retention_policy('compress_after_drop.m', drop_after => INTERVAL '6 days');
