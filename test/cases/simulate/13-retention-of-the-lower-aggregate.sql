-- The upper aggregate reads 30 days of the lower one again, which keeps 5.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: 2026-01-08 aggregate-emptied 13-retention-of-the-lower-aggregate.sql:15 and 13-retention-of-the-lower-aggregate.sql:17
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA retention_of_the_lower_aggregate;
CREATE TABLE retention_of_the_lower_aggregate.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('retention_of_the_lower_aggregate.m', 'ts', chunk_time_interval => INTERVAL '1 day');
CREATE MATERIALIZED VIEW retention_of_the_lower_aggregate.hourly WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS
  SELECT time_bucket('1 hour', ts) AS bucket, device, avg(v) AS v, count(*) AS n FROM retention_of_the_lower_aggregate.m GROUP BY 1, 2 WITH NO DATA;
CREATE MATERIALIZED VIEW retention_of_the_lower_aggregate.daily WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS
  SELECT time_bucket('1 day', bucket) AS day, device, sum(n) AS n FROM retention_of_the_lower_aggregate.hourly GROUP BY 1, 2 WITH NO DATA;
SELECT set_chunk_time_interval('retention_of_the_lower_aggregate.hourly', INTERVAL '1 day');
SELECT add_continuous_aggregate_policy('retention_of_the_lower_aggregate.hourly', start_offset => INTERVAL '2 days', end_offset => INTERVAL '1 hour',
  schedule_interval => INTERVAL '12 hours');
SELECT add_continuous_aggregate_policy('retention_of_the_lower_aggregate.daily', start_offset => INTERVAL '30 days', end_offset => INTERVAL '1 hour',
  schedule_interval => INTERVAL '1 day');
SELECT add_retention_policy('retention_of_the_lower_aggregate.hourly', drop_after => INTERVAL '5 days');
