-- The upper aggregate is refreshed at 01:00, the lower one that it reads at 06:00: the upper one sees a day half full, and never again.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: 2026-01-03 aggregate-missed 04-hierarchy-in-the-wrong-order.sql:15
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA hierarchy_in_the_wrong_order;
CREATE TABLE hierarchy_in_the_wrong_order.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('hierarchy_in_the_wrong_order.m', 'ts', chunk_time_interval => INTERVAL '1 day');
CREATE MATERIALIZED VIEW hierarchy_in_the_wrong_order.hourly WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS
  SELECT time_bucket('1 hour', ts) AS bucket, device, avg(v) AS v, count(*) AS n FROM hierarchy_in_the_wrong_order.m GROUP BY 1, 2 WITH NO DATA;
CREATE MATERIALIZED VIEW hierarchy_in_the_wrong_order.daily WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS
  SELECT time_bucket('1 day', bucket) AS day, device, sum(n) AS n FROM hierarchy_in_the_wrong_order.hourly GROUP BY 1, 2 WITH NO DATA;
SELECT add_continuous_aggregate_policy('hierarchy_in_the_wrong_order.hourly', start_offset => INTERVAL '4 days', end_offset => INTERVAL '1 day',
  schedule_interval => INTERVAL '1 day',
  initial_start => '2026-01-01 06:00+00');
SELECT add_continuous_aggregate_policy('hierarchy_in_the_wrong_order.daily', start_offset => INTERVAL '49 hours', end_offset => INTERVAL '1 hour',
  schedule_interval => INTERVAL '1 day',
  initial_start => '2026-01-01 01:00+00');
