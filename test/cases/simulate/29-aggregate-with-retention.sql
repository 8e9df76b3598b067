-- The aggregate is kept longer than its rows, and is refreshed before they go.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: none
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA aggregate_with_retention;
CREATE TABLE aggregate_with_retention.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('aggregate_with_retention.m', 'ts', chunk_time_interval => INTERVAL '1 day');
CREATE MATERIALIZED VIEW aggregate_with_retention.daily WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS
  SELECT time_bucket('1 day', ts) AS bucket, device, avg(v) AS v, count(*) AS n FROM aggregate_with_retention.m GROUP BY 1, 2 WITH NO DATA;
SELECT add_continuous_aggregate_policy('aggregate_with_retention.daily', start_offset => INTERVAL '4 days', end_offset => INTERVAL '1 hour',
  schedule_interval => INTERVAL '12 hours');
SELECT add_retention_policy('aggregate_with_retention.m', drop_after => INTERVAL '8 days');
SELECT add_retention_policy('aggregate_with_retention.daily', drop_after => INTERVAL '1 year');
