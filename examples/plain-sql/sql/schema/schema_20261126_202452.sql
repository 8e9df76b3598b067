-- TimescaleDB schema, dumped by timescale-ci
-- Server: TimescaleDB 2.23.0-dev (community) on PostgreSQL 17.5
-- Fingerprint: d26e28caf412b671ccf85f02e5f292257246f7d605dc6c043d2b579da5b0d8c0
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

CREATE TABLE public.devices (
    id integer NOT NULL,
    name text NOT NULL,
    place text NOT NULL
);
ALTER TABLE public.devices ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.devices_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_name_key UNIQUE (name);
ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (id);
COMMENT ON TABLE public.devices IS 'What measures.';

CREATE TABLE public.readings (
    taken timestamp with time zone NOT NULL,
    device integer NOT NULL,
    kind text NOT NULL,
    value double precision NOT NULL,
    CONSTRAINT readings_kind_check CHECK ((kind = ANY (ARRAY['temperature'::text, 'humidity'::text])))
);
ALTER TABLE ONLY public.readings
    ADD CONSTRAINT readings_pkey PRIMARY KEY (device, kind, taken);
CREATE INDEX readings_taken_idx ON public.readings USING btree (taken DESC);
COMMENT ON TABLE public.readings IS 'One measured value.';

ALTER TABLE ONLY public.readings
    ADD CONSTRAINT readings_device_fkey FOREIGN KEY (device) REFERENCES public.devices(id);

--
-- Hypertables
--

SELECT public.create_hypertable('public.readings'::regclass, 'taken', chunk_time_interval => '1 day'::interval, create_default_indexes => false);

--
-- Continuous aggregates and what is built on them
--

CREATE MATERIALIZED VIEW public.readings_hourly WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
 SELECT public.time_bucket('01:00:00'::interval, taken) AS hour,
    device,
    kind,
    avg(value) AS mean,
    min(value) AS lowest,
    max(value) AS highest
   FROM public.readings
  GROUP BY (public.time_bucket('01:00:00'::interval, taken)), device, kind
  WITH NO DATA;
SELECT public.set_chunk_time_interval('public.readings_hourly'::regclass, '10 days'::interval);
CREATE INDEX ON public.readings_hourly USING btree (device, hour DESC);
CREATE INDEX ON public.readings_hourly USING btree (kind, hour DESC);
COMMENT ON VIEW public.readings_hourly IS 'Readings by the hour, kept for years.';

--
-- Columnstore
--

ALTER TABLE public.readings SET (timescaledb.compress, timescaledb.compress_segmentby = '"device", "kind"', timescaledb.compress_orderby = '"taken" DESC');

--
-- Policies
--

SELECT public.add_continuous_aggregate_policy('public.readings_hourly'::regclass, start_offset => '3 days'::interval, end_offset => '01:00:00'::interval, schedule_interval => '01:00:00'::interval);

SELECT public.add_compression_policy('public.readings'::regclass, compress_after => '7 days'::interval, schedule_interval => '12:00:00'::interval);

SELECT public.add_retention_policy('public.readings'::regclass, drop_after => '90 days'::interval, schedule_interval => '1 day'::interval);
