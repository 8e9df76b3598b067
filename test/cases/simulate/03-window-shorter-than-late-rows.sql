-- Rows come up to 12 hours late, and the refresh looks back for 4.
-- simulate: {"days": 4, "late-share": 0.2, "late-by": "12 hours"}
-- first bad date: 2026-01-02 aggregate-missed 03-window-shorter-than-late-rows.sql:10
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA window_shorter_than_late_rows;
CREATE TABLE window_shorter_than_late_rows.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('window_shorter_than_late_rows.m', 'ts', chunk_time_interval => INTERVAL '1 day');
CREATE MATERIALIZED VIEW window_shorter_than_late_rows.hourly WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS
  SELECT time_bucket('1 hour', ts) AS bucket, device, avg(v) AS v, count(*) AS n FROM window_shorter_than_late_rows.m GROUP BY 1, 2 WITH NO DATA;
SELECT add_continuous_aggregate_policy('window_shorter_than_late_rows.hourly', start_offset => INTERVAL '4 hours', end_offset => INTERVAL '1 hour',
  schedule_interval => INTERVAL '1 hour');
