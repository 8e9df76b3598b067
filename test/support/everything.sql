-- One of everything that a TimescaleDB schema can hold, with names that try to break out. Community edition.
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE ROLE app_owner LOGIN;
CREATE ROLE "Reader ""quoted""" NOLOGIN;
CREATE ROLE analyst LOGIN IN ROLE "Reader ""quoted""";
CREATE SCHEMA trading;
COMMENT ON SCHEMA trading IS 'Raw data; it''s "quoted"
-- TOC entry 5 (class 1259 OID 1)
\restrict abc';
CREATE SCHEMA analytics AUTHORIZATION app_owner;
CREATE SCHEMA "Odd; schema -- name";
CREATE SCHEMA chunks;

-- types
CREATE TYPE trading.side AS ENUM ('buy', 'sell', 'it''s');
COMMENT ON TYPE trading.side IS 'Which way';
CREATE DOMAIN trading.price AS numeric(18, 6) DEFAULT 0 CONSTRAINT positive CHECK (VALUE >= 0);
COMMENT ON CONSTRAINT positive ON DOMAIN trading.price IS 'never below zero';
CREATE TYPE trading.quote AS (bid trading.price, ask trading.price);
COMMENT ON COLUMN trading.quote.bid IS 'best bid';
CREATE TYPE trading.span AS RANGE (subtype = timestamptz);

-- routines
CREATE FUNCTION trading.now_int() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT 1000000::bigint $$;
CREATE FUNCTION trading.part(anyelement) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $body$
-- TOC entry 9 (class 1259 OID 99)
-- Name: fake; Type: TABLE; Schema: public; Owner: postgres
BEGIN
  RETURN ('x' || substr(md5($1::text), 1, 7))::bit(28)::int; -- ; $$ '
END $body$;
COMMENT ON FUNCTION trading.part(anyelement) IS $$semi; -- TOC entry$$;
CREATE FUNCTION trading.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE PROCEDURE trading.cleanup(job_id integer, config jsonb) LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END $$;
CREATE FUNCTION trading.cleanup_check(config jsonb) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END $$;
CREATE FUNCTION trading.add(state numeric, value numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT coalesce(state, 0) + value';
CREATE AGGREGATE trading.total(numeric) (SFUNC = trading.add, STYPE = numeric, INITCOND = '0');
COMMENT ON AGGREGATE trading.total(numeric) IS 'a sum';
CREATE FUNCTION trading.ends(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 LIKE ''%'' || $2';
CREATE OPERATOR trading.%> (LEFTARG = text, RIGHTARG = text, FUNCTION = trading.ends);
CREATE CAST (trading.quote AS text) WITH INOUT AS ASSIGNMENT;
CREATE FUNCTION trading.atomic(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN a ELSE 0 END; END;
CREATE COLLATION trading.c2 FROM "C";
CREATE TEXT SEARCH CONFIGURATION trading.plain (COPY = pg_catalog.simple);
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere OPTIONS (host 'h', "a b" 'c');
CREATE FOREIGN TABLE trading.remote (id integer OPTIONS (x 'y'), v text) SERVER elsewhere OPTIONS (t 'u');
CREATE USER MAPPING FOR app_owner SERVER elsewhere OPTIONS (u 'v');

-- plain tables
CREATE SEQUENCE trading.loose INCREMENT 5 MINVALUE 10 CYCLE;
CREATE TABLE trading.symbols (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  symbol text NOT NULL UNIQUE,
  name text COLLATE trading.c2 DEFAULT 'it''s; "x"',
  name_length integer GENERATED ALWAYS AS (length(symbol)) STORED,
  legacy serial,
  CONSTRAINT symbol_upper CHECK (symbol = upper(symbol))
) WITH (fillfactor = 70, autovacuum_enabled = false);
ALTER TABLE trading.symbols ALTER COLUMN name SET STATISTICS 500;
ALTER TABLE trading.symbols ALTER COLUMN name SET STORAGE EXTERNAL;
ALTER TABLE trading.symbols ALTER COLUMN symbol SET (n_distinct = 100);
COMMENT ON COLUMN trading.symbols.name IS 'Full name, e.g. "NVIDIA"';
COMMENT ON CONSTRAINT symbol_upper ON trading.symbols IS 'upper case only';
CREATE STATISTICS trading.symbols_stats (ndistinct, dependencies) ON symbol, name FROM trading.symbols;
CREATE TABLE trading.parted (id integer, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE trading.parted_eu PARTITION OF trading.parted FOR VALUES IN ('eu');
CREATE TABLE trading.parted_rest PARTITION OF trading.parted DEFAULT;
CREATE INDEX parted_id ON trading.parted (id);
CREATE TABLE "Odd; schema -- name"."Table ""x"" $$ /* */" ("Col; --" integer, "select" text DEFAULT $$a'b$$, "ünïcödé" text);
COMMENT ON TABLE "Odd; schema -- name"."Table ""x"" $$ /* */" IS E'back\\slash and ''quotes'' and\nnewline';
CREATE UNLOGGED TABLE trading.scratch (a integer);
CREATE TABLE trading.a23456789012345678901234567890123456789012345678901234567890123 (id integer);

-- hypertables
CREATE TABLE trading.trades (
  ts timestamptz NOT NULL,
  symbol text NOT NULL,
  price trading.price NOT NULL,
  qty numeric CHECK (qty > 0),
  side trading.side,
  symbol_id integer REFERENCES trading.symbols (id),
  "Dev Id" text,
  PRIMARY KEY (ts, symbol)
);
CREATE TRIGGER trades_off BEFORE UPDATE ON trading.trades FOR EACH ROW EXECUTE FUNCTION trading.touch();
ALTER TABLE trading.trades DISABLE TRIGGER trades_off;
SELECT create_hypertable('trading.trades', 'ts', chunk_time_interval => interval '1 day', create_default_indexes => false);
SELECT add_dimension('trading.trades', 'symbol', number_partitions => 4);
CREATE INDEX trades_symbol_time ON trading.trades (symbol, ts DESC) WITH (fillfactor = 90);
CREATE INDEX ON trading.trades (("Dev Id" || 'x'));
COMMENT ON INDEX trading.trades_symbol_time IS 'latest of a symbol';
COMMENT ON TABLE trading.trades IS 'Every trade';
CREATE TRIGGER trades_touch BEFORE INSERT ON trading.trades FOR EACH ROW EXECUTE FUNCTION trading.touch();
ALTER TABLE trading.trades OWNER TO app_owner;
ALTER TABLE trading.trades SET (timescaledb.compress, timescaledb.compress_segmentby = 'symbol, "Dev Id"', timescaledb.compress_orderby = 'ts ASC NULLS FIRST, price DESC');

CREATE TABLE trading.ticks (seq bigint NOT NULL, v double precision);
SELECT create_hypertable('trading.ticks', 'seq', chunk_time_interval => 100000, associated_schema_name => 'chunks', associated_table_prefix => 'ticks_part');
SELECT set_integer_now_func('trading.ticks', 'trading.now_int');
CREATE TABLE trading.small (n smallint NOT NULL, v integer);
SELECT create_hypertable('trading.small', 'n', chunk_time_interval => 100::smallint);
CREATE FUNCTION trading.now_small() RETURNS smallint LANGUAGE sql STABLE AS $$ SELECT 100::smallint $$;
SELECT set_integer_now_func('trading.small', 'trading.now_small');
CREATE TABLE "Odd; schema -- name"."Hyper ""é""" ("Time" timestamptz NOT NULL, "Dev" text, "value" real);
SELECT create_hypertable('"Odd; schema -- name"."Hyper ""é"""', 'Time', 'Dev', 3, chunk_time_interval => interval '1 month', partitioning_func => 'trading.part');
CREATE TABLE trading.days (ts date NOT NULL, v integer);
SELECT create_hypertable('trading.days', 'ts');
CREATE TABLE trading.secured (ts timestamptz NOT NULL, tenant text, v integer);
SELECT create_hypertable('trading.secured', 'ts');
ALTER TABLE trading.secured ENABLE ROW LEVEL SECURITY;
ALTER TABLE trading.secured FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant; only" ON trading.secured AS RESTRICTIVE FOR SELECT TO app_owner, analyst, CURRENT_USER USING (tenant = current_user);
COMMENT ON POLICY "tenant; only" ON trading.secured IS 'own rows';
ALTER TABLE trading.secured REPLICA IDENTITY FULL;
CREATE TABLE trading.skipping (ts timestamptz NOT NULL, device integer, v integer);
SELECT create_hypertable('trading.skipping', 'ts');
ALTER TABLE trading.skipping SET (timescaledb.compress);
SET timescaledb.enable_chunk_skipping = on;
SELECT enable_chunk_skipping('trading.skipping', 'device');
RESET timescaledb.enable_chunk_skipping;

-- views and rules
CREATE VIEW trading.latest WITH (security_barrier) AS SELECT DISTINCT ON (symbol) * FROM trading.trades ORDER BY symbol, ts DESC;
COMMENT ON VIEW trading.latest IS 'Last trade';
COMMENT ON COLUMN trading.latest.symbol IS 'which';
CREATE MATERIALIZED VIEW trading.snapshot AS SELECT symbol, count(*) AS n FROM trading.trades GROUP BY symbol;
CREATE UNIQUE INDEX snapshot_symbol ON trading.snapshot (symbol);
CREATE VIEW trading.symbols_v AS SELECT id, symbol FROM trading.symbols;
CREATE RULE symbols_v_insert AS ON INSERT TO trading.symbols_v DO INSTEAD (INSERT INTO trading.symbols (symbol) VALUES (new.symbol); SELECT 1);

-- continuous aggregates, hierarchical, with things on top
CREATE MATERIALIZED VIEW analytics.hourly WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
  SELECT time_bucket('1 hour', ts) AS bucket, symbol, max(price) AS high, sum(qty) AS volume
  FROM trading.trades GROUP BY 1, 2 WITH NO DATA;
CREATE MATERIALIZED VIEW analytics.aaa_daily WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
  SELECT time_bucket('1 day', bucket, 'Europe/Berlin') AS bucket, symbol, max(high) AS high FROM analytics.hourly GROUP BY 1, 2 WITH NO DATA;
CREATE MATERIALIZED VIEW trading.tick_sums WITH (timescaledb.continuous) AS
  SELECT time_bucket(1000::bigint, seq) AS b, sum(v) AS s FROM trading.ticks GROUP BY 1 WITH NO DATA;
CREATE INDEX hourly_high ON analytics.hourly (high DESC) WITH (fillfactor = 80);
CREATE INDEX ON analytics.aaa_daily (high);
COMMENT ON VIEW analytics.hourly IS 'Hourly highs';
COMMENT ON COLUMN analytics.hourly.high IS 'highest price';
ALTER MATERIALIZED VIEW analytics.hourly OWNER TO app_owner;
SELECT set_chunk_time_interval('analytics.hourly', interval '14 days');
CREATE VIEW analytics.aaa_on_top AS SELECT h.symbol, d.high FROM analytics.hourly h JOIN analytics.aaa_daily d USING (symbol);
CREATE MATERIALIZED VIEW analytics.aaa_snapshot AS SELECT * FROM analytics.aaa_on_top WITH NO DATA;
CREATE INDEX ON analytics.aaa_snapshot (symbol);
COMMENT ON VIEW analytics.aaa_on_top IS 'on top';
CREATE FUNCTION analytics.best() RETURNS numeric LANGUAGE sql BEGIN ATOMIC SELECT max(high) FROM analytics.hourly; END;
ALTER MATERIALIZED VIEW analytics.hourly SET (timescaledb.compress, timescaledb.compress_segmentby = 'symbol');

-- privileges
GRANT USAGE ON SCHEMA trading, analytics TO "Reader ""quoted""";
GRANT SELECT ON ALL TABLES IN SCHEMA trading TO "Reader ""quoted""";
GRANT SELECT (ts, v), UPDATE (v) ON trading.days TO analyst WITH GRANT OPTION;
GRANT SELECT ON analytics.hourly TO "Reader ""quoted""", PUBLIC;
GRANT EXECUTE ON FUNCTION trading.now_int() TO analyst;
REVOKE EXECUTE ON FUNCTION trading.now_int() FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA trading GRANT SELECT ON TABLES TO "Reader ""quoted""";
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT SELECT ON TABLES TO analyst;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- policies and jobs
SELECT add_continuous_aggregate_policy('analytics.hourly', start_offset => interval '3 days', end_offset => interval '1 hour', schedule_interval => interval '30 minutes');
SELECT add_continuous_aggregate_policy('analytics.aaa_daily', start_offset => NULL, end_offset => interval '1 day', schedule_interval => interval '1 day', initial_start => '2030-01-01 00:00:00+00', timezone => 'Europe/Berlin');
SELECT add_continuous_aggregate_policy('trading.tick_sums', start_offset => 100000::bigint, end_offset => 1000::bigint, schedule_interval => interval '1 hour');
SELECT add_compression_policy('trading.trades', compress_after => interval '7 days');
SELECT add_compression_policy('analytics.hourly', compress_after => interval '60 days');
SELECT add_retention_policy('trading.trades', drop_after => interval '90 days', initial_start => '2030-01-01 00:00:00+00', timezone => 'Europe/Berlin');
SELECT add_retention_policy('trading.ticks', drop_after => 500000::bigint);
SELECT add_retention_policy('analytics.hourly', drop_after => interval '1 year');
SELECT add_reorder_policy('trading.trades', 'trades_symbol_time');
SELECT alter_job(job_id, scheduled => false, max_retries => 3, config => config || '{"verbose_log": true, "maxchunks_to_compress": 5}')
  FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression' AND hypertable_name = 'trades';
SET ROLE app_owner;
RESET ROLE;
GRANT USAGE ON SCHEMA trading TO app_owner;
SET ROLE app_owner;
SELECT add_job('trading.cleanup', '1 hour', config => '{"it''s": [1, "two"]}', check_config => 'trading.cleanup_check'::regproc);
RESET ROLE;
SELECT add_job('trading.cleanup', '1 month', initial_start => '2030-02-01 00:00:00+00', fixed_schedule => true, timezone => 'Europe/Berlin', scheduled => false);
SELECT alter_job(id, schedule_interval => interval '2 days') FROM _timescaledb_config.bgw_job WHERE id = 3;

-- replication and events
CREATE PUBLICATION chosen FOR TABLE trading.trades, trading.symbols (id, symbol) WHERE (id > 5) WITH (publish = 'insert, update');
CREATE PUBLICATION by_schema FOR TABLES IN SCHEMA trading;
CREATE FUNCTION trading.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER watch_ddl ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION trading.on_ddl();
ALTER EVENT TRIGGER watch_ddl DISABLE;
ALTER DATABASE trading_data SET work_mem = '8MB';
