-- A job names a table that is not there.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: 2026-01-02 job-failed 05-job-that-always-fails.sql:10
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA job_that_always_fails;
CREATE TABLE job_that_always_fails.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('job_that_always_fails.m', 'ts', chunk_time_interval => INTERVAL '1 day');
CREATE PROCEDURE job_that_always_fails.tidy(job_id int, config jsonb) LANGUAGE plpgsql AS $$
BEGIN DELETE FROM job_that_always_fails.events WHERE ts < now() - INTERVAL '1 day'; END $$;
SELECT add_job('job_that_always_fails.tidy', INTERVAL '1 day', initial_start => '2026-01-02 03:00+00');
