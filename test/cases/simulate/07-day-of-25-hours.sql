-- Every day at noon in Berlin the last 24 hours are refreshed; the day on which summer time ends has 25.
-- simulate: {"start": "2026-10-23", "days": 4, "late-share": 0}
-- first bad date: 2026-10-24 aggregate-missed 07-day-of-25-hours.sql:10
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA day_of____hours;
CREATE TABLE day_of____hours.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('day_of____hours.m', 'ts', chunk_time_interval => INTERVAL '1 day');
CREATE MATERIALIZED VIEW day_of____hours.hourly WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS
  SELECT time_bucket('1 hour', ts) AS bucket, device, avg(v) AS v, count(*) AS n FROM day_of____hours.m GROUP BY 1, 2 WITH NO DATA;
SELECT add_continuous_aggregate_policy('day_of____hours.hourly', start_offset => INTERVAL '24 hours', end_offset => INTERVAL '0',
  schedule_interval => INTERVAL '1 day',
  initial_start => '2026-10-22 12:00 Europe/Berlin', timezone => 'Europe/Berlin');
