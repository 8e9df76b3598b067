-- A refresh reads 30 days again at once, whose rows are dropped after 5.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: 2026-01-08 aggregate-emptied 01-retention-under-refresh.sql:10 and 01-retention-under-refresh.sql:12
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA retention_under_refresh;
CREATE TABLE retention_under_refresh.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('retention_under_refresh.m', 'ts', chunk_time_interval => INTERVAL '1 day');
CREATE MATERIALIZED VIEW retention_under_refresh.hourly WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS
  SELECT time_bucket('1 hour', ts) AS bucket, device, avg(v) AS v, count(*) AS n FROM retention_under_refresh.m GROUP BY 1, 2 WITH NO DATA;
SELECT add_continuous_aggregate_policy('retention_under_refresh.hourly', start_offset => INTERVAL '30 days', end_offset => INTERVAL '1 hour',
  schedule_interval => INTERVAL '1 day', buckets_per_batch => 0);
SELECT add_retention_policy('retention_under_refresh.m', drop_after => INTERVAL '5 days');
