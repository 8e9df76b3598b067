-- TimescaleDB schema, dumped by timescale-ci
-- Server: TimescaleDB 2.23.0-dev (community) on PostgreSQL 17.5
-- Fingerprint: 854937fba89dfe9d6ef26bf1debde4471e3632a17f4de9d90598d631e537f494
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

CREATE TABLE public.events (
    at timestamp with time zone NOT NULL,
    service text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL
);
CREATE INDEX events_at_idx ON public.events USING btree (at DESC);
CREATE INDEX events_service_at ON public.events USING btree (service, at DESC);

--
-- Hypertables
--

SELECT public.create_hypertable('public.events'::regclass, 'at', chunk_time_interval => '6 hours'::interval, create_default_indexes => false);

--
-- Policies
--

SELECT public.add_retention_policy('public.events'::regclass, drop_after => '14 days'::interval, schedule_interval => '1 day'::interval);
