-- A job of its own that does what it can.
-- simulate: {"days": 12, "late-share": 0, "rates": {"too_large.m": 5000}, "storage-most-gb": 50}
-- first bad date: none
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA job_that_works;
CREATE TABLE job_that_works.m (ts timestamptz NOT NULL, device text NOT NULL CHECK (device IN ('a', 'b')), v double precision);
SELECT create_hypertable('job_that_works.m', 'ts', chunk_time_interval => INTERVAL '1 day');
CREATE TABLE job_that_works.log (at timestamptz);
CREATE PROCEDURE job_that_works.note(job_id integer, config jsonb) LANGUAGE sql AS 'INSERT INTO job_that_works.log VALUES (now())';
SELECT add_job('job_that_works.note', INTERVAL '6 hours');
