-- A partition ends on a date, so the job that writes into it fails; after two failures it is never tried again.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: 2026-01-04 job-failed 11-job-that-ends-with-a-table.sql:11
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA job_that_ends_with_a_table;
CREATE TABLE job_that_ends_with_a_table.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('job_that_ends_with_a_table.m', 'ts', chunk_time_interval => INTERVAL '1 day');
CREATE TABLE job_that_ends_with_a_table.log (day date NOT NULL, n bigint) PARTITION BY RANGE (day);
CREATE TABLE job_that_ends_with_a_table.log_1 PARTITION OF job_that_ends_with_a_table.log FOR VALUES FROM ('2026-01-01') TO ('2026-01-04');
CREATE PROCEDURE job_that_ends_with_a_table.note(job_id int, config jsonb) LANGUAGE sql AS $$ INSERT INTO job_that_ends_with_a_table.log SELECT now()::date, count(*) FROM job_that_ends_with_a_table.m $$;
SELECT alter_job(add_job('job_that_ends_with_a_table.note', INTERVAL '12 hours', initial_start => '2026-01-01 06:00+00'), max_retries => 2);
