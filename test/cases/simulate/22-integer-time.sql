-- Milliseconds in a bigint, and a now that moves.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: none
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA integer_time;
CREATE TABLE integer_time.m (ts bigint NOT NULL, v double precision);
SELECT create_hypertable('integer_time.m', 'ts', chunk_time_interval => 86400000);
CREATE FUNCTION integer_time.now_ms() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT (extract(epoch FROM now()) * 1000)::bigint $$;
SELECT set_integer_now_func('integer_time.m', 'integer_time.now_ms');
CREATE MATERIALIZED VIEW integer_time.hourly WITH (timescaledb.continuous) AS
  SELECT time_bucket(3600000::bigint, ts) AS bucket, count(*) AS n FROM integer_time.m GROUP BY 1 WITH NO DATA;
SELECT add_continuous_aggregate_policy('integer_time.hourly', 86400000::bigint, 3600000::bigint, INTERVAL '1 hour');
SELECT add_retention_policy('integer_time.m', drop_after => 86400000::bigint * 4);
