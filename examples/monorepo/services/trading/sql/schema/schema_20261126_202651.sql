-- TimescaleDB schema, dumped by timescale-ci
-- Server: TimescaleDB 2.23.0-dev (community) on PostgreSQL 17.5
-- Fingerprint: f60e8750d8ffa09b4a6fe7eb0174bd7fa45f6b6c543e4235fb90293a4be73049
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

CREATE TABLE public.bars (
    symbol text NOT NULL,
    opened timestamp with time zone NOT NULL,
    open numeric NOT NULL,
    high numeric NOT NULL,
    low numeric NOT NULL,
    close numeric NOT NULL,
    volume bigint NOT NULL,
    CONSTRAINT bars_prices CHECK (((low <= LEAST(open, close)) AND (high >= GREATEST(open, close))))
);
ALTER TABLE ONLY public.bars
    ADD CONSTRAINT bars_pkey PRIMARY KEY (symbol, opened);
CREATE INDEX bars_opened_idx ON public.bars USING btree (opened DESC);

--
-- Hypertables
--

SELECT public.create_hypertable('public.bars'::regclass, 'opened', chunk_time_interval => '7 days'::interval, create_default_indexes => false);

--
-- Columnstore
--

ALTER TABLE public.bars SET (timescaledb.compress, timescaledb.compress_segmentby = '"symbol"', timescaledb.compress_orderby = '"opened" DESC');

--
-- Policies
--

SELECT public.add_compression_policy('public.bars'::regclass, compress_after => '30 days'::interval, schedule_interval => '12:00:00'::interval);
