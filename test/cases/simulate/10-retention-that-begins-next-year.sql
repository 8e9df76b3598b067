-- A policy begins a year later than it should.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: 2026-01-08 retention-overdue 10-retention-that-begins-next-year.sql:8
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA retention_that_begins_next_year;
CREATE TABLE retention_that_begins_next_year.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('retention_that_begins_next_year.m', 'ts', chunk_time_interval => INTERVAL '1 day');
SELECT add_retention_policy('retention_that_begins_next_year.m', drop_after => INTERVAL '3 days', initial_start => '2027-01-01 00:00+00');
