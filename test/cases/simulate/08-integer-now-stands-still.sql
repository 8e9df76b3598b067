-- What says how late it is always says the same.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: 2026-01-06 retention-overdue 08-integer-now-stands-still.sql:10
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA integer_now_stands_still;
CREATE TABLE integer_now_stands_still.m (ts bigint NOT NULL, v double precision);
SELECT create_hypertable('integer_now_stands_still.m', 'ts', chunk_time_interval => 86400);
CREATE FUNCTION integer_now_stands_still.unix_now() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT 1767225600::bigint $$;
SELECT set_integer_now_func('integer_now_stands_still.m', 'integer_now_stands_still.unix_now');
SELECT add_retention_policy('integer_now_stands_still.m', drop_after => 86400);
