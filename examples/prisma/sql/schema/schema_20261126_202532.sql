-- TimescaleDB schema, dumped by timescale-ci
-- Server: TimescaleDB 2.23.0-dev (community) on PostgreSQL 17.5
-- Fingerprint: b85323edc065c3e5e77632582675a7f0ac37463af7f545482d86808f502eacde
-- Restore into an empty database: psql -v ON_ERROR_STOP=1 -f THIS_FILE

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET timezone = 'UTC';
SET intervalstyle = 'postgres';
SET datestyle = 'ISO, YMD';
SET default_tablespace = '';
SET default_table_access_method = heap;

--
-- Extensions, types, functions, tables and views
--

CREATE EXTENSION IF NOT EXISTS timescaledb WITH SCHEMA public;

CREATE TABLE public.readings (
    taken timestamp(6) with time zone NOT NULL,
    device integer NOT NULL,
    value double precision NOT NULL
);
ALTER TABLE ONLY public.readings
    ADD CONSTRAINT readings_pkey PRIMARY KEY (device, taken);
CREATE INDEX readings_taken_idx ON public.readings USING btree (taken DESC);

--
-- Hypertables
--

SELECT public.create_hypertable('public.readings'::regclass, 'taken', chunk_time_interval => '1 day'::interval, create_default_indexes => false);

--
-- Continuous aggregates and what is built on them
--

CREATE MATERIALIZED VIEW public.readings_daily WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
 SELECT public.time_bucket('1 day'::interval, taken) AS day,
    device,
    avg(value) AS mean
   FROM public.readings
  GROUP BY (public.time_bucket('1 day'::interval, taken)), device
  WITH NO DATA;
SELECT public.set_chunk_time_interval('public.readings_daily'::regclass, '10 days'::interval);
CREATE INDEX ON public.readings_daily USING btree (device, day DESC);

--
-- Policies
--

SELECT public.add_continuous_aggregate_policy('public.readings_daily'::regclass, start_offset => '1 mon'::interval, end_offset => '1 day'::interval, schedule_interval => '1 day'::interval);
