-- Rows are dropped after 2 days, and the refresh takes them up after 4.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: 2026-01-04 aggregate-missed 15-retention-before-refresh.sql:10 and 15-retention-before-refresh.sql:12
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA retention_before_refresh;
CREATE TABLE retention_before_refresh.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('retention_before_refresh.m', 'ts', chunk_time_interval => INTERVAL '1 day');
CREATE MATERIALIZED VIEW retention_before_refresh.hourly WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS
  SELECT time_bucket('1 hour', ts) AS bucket, device, count(*) AS n, sum(v) AS s FROM retention_before_refresh.m GROUP BY 1, 2 WITH NO DATA;
SELECT add_continuous_aggregate_policy('retention_before_refresh.hourly', start_offset => INTERVAL '30 days', end_offset => INTERVAL '4 days',
  schedule_interval => INTERVAL '1 hour', initial_start => '2026-01-01 00:15+00');
SELECT add_retention_policy('retention_before_refresh.m', INTERVAL '2 days', schedule_interval => INTERVAL '1 day', initial_start => '2026-01-01 01:00+00');
