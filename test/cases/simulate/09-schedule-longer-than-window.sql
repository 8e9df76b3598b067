-- A refresh every week looks back for three days.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: 2026-01-01 aggregate-missed 09-schedule-longer-than-window.sql:10
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA schedule_longer_than_window;
CREATE TABLE schedule_longer_than_window.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('schedule_longer_than_window.m', 'ts', chunk_time_interval => INTERVAL '1 day');
CREATE MATERIALIZED VIEW schedule_longer_than_window.hourly WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS
  SELECT time_bucket('1 hour', ts) AS bucket, device, avg(v) AS v, count(*) AS n FROM schedule_longer_than_window.m GROUP BY 1, 2 WITH NO DATA;
SELECT add_continuous_aggregate_policy('schedule_longer_than_window.hourly', start_offset => INTERVAL '3 days', end_offset => INTERVAL '1 hour',
  schedule_interval => INTERVAL '7 days');
