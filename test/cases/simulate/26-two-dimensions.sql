-- Chunks are parted by device as well.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: none
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA two_dimensions;
CREATE TABLE two_dimensions.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('two_dimensions.m', 'ts', chunk_time_interval => INTERVAL '1 day');
SELECT add_dimension('two_dimensions.m', by_hash('device', 2));
SELECT add_retention_policy('two_dimensions.m', drop_after => INTERVAL '5 days');
