-- Everything fits: late rows are taken up, the columnstore comes before the retention.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: none
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA well_made;
CREATE TABLE well_made.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('well_made.m', 'ts', chunk_time_interval => INTERVAL '1 day');
ALTER TABLE well_made.m SET (timescaledb.compress, timescaledb.compress_segmentby = 'device');
SELECT add_compression_policy('well_made.m', compress_after => INTERVAL '3 days');
SELECT add_retention_policy('well_made.m', drop_after => INTERVAL '8 days');
CREATE MATERIALIZED VIEW well_made.hourly WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
  SELECT time_bucket('1 hour', ts) AS bucket, device, avg(v) AS v, count(*) AS n FROM well_made.m GROUP BY 1, 2 WITH NO DATA;
SELECT add_continuous_aggregate_policy('well_made.hourly', start_offset => INTERVAL '3 days', end_offset => INTERVAL '1 hour',
  schedule_interval => INTERVAL '1 hour');
