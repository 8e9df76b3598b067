-- TimescaleDB schema, dumped by timescale-ci
-- Server: TimescaleDB 2.23.0-dev (community) on PostgreSQL 17.5
-- Fingerprint: 4c07e60b845ffcde3c6a949a7348803d60e15541f6ffad64306d46ab4c1859d2
-- Restore into an empty database: psql -v ON_ERROR_STOP=1 -f THIS_FILE

-- Needed on the server before this file is restored:
--   CREATE ROLE replicator LOGIN REPLICATION;

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

CREATE SCHEMA analytics;
COMMENT ON SCHEMA analytics IS 'Views for people and notebooks, computed from schema trading.';

CREATE SCHEMA monitoring;
COMMENT ON SCHEMA monitoring IS 'Functions that say whether the data can be trusted.';

CREATE SCHEMA trading;
COMMENT ON SCHEMA trading IS 'What the trading system records: bars, orders, positions, reports. The only schema that is replicated.';

CREATE EXTENSION IF NOT EXISTS timescaledb WITH SCHEMA public;

CREATE FUNCTION monitoring.check_data_freshness(max_age interval DEFAULT '4 days'::interval, as_of timestamp with time zone DEFAULT now()) RETURNS TABLE(table_name text, symbol text, last_timestamp timestamp with time zone, age interval, verdict text)
    LANGUAGE sql STABLE
    AS $$
    WITH newest (table_name, symbol, last_timestamp, must_move) AS (
        SELECT 'trading.market_data', m.symbol, max(m."timestamp"), true
          FROM trading.market_data AS m GROUP BY m.symbol
        UNION ALL
        -- Orders come when there is something to trade: silence is no fault.
        SELECT 'trading.orders', o.symbol, max(o."timestamp"), false
          FROM trading.orders AS o GROUP BY o.symbol
        UNION ALL
        -- A position that was closed gets no further snapshots.
        (SELECT DISTINCT ON (p.symbol) 'trading.positions', p.symbol, p."timestamp", p.quantity <> 0
           FROM trading.positions AS p ORDER BY p.symbol, p."timestamp" DESC)
        UNION ALL
        SELECT 'trading.data_quality_reports', NULL, max(r."timestamp"), true
          FROM trading.data_quality_reports AS r
    )
    SELECT t.table_name, n.symbol, n.last_timestamp, as_of - n.last_timestamp,
           CASE WHEN n.last_timestamp IS NULL THEN 'empty'
                WHEN n.last_timestamp > as_of THEN 'future'
                WHEN n.must_move AND as_of - n.last_timestamp > max_age THEN 'stale'
                ELSE 'fresh' END
      FROM (VALUES ('trading.market_data'), ('trading.orders'), ('trading.positions'),
                   ('trading.data_quality_reports')) AS t (table_name)
      LEFT JOIN newest AS n USING (table_name)
     ORDER BY t.table_name, n.symbol
$$;
COMMENT ON FUNCTION monitoring.check_data_freshness(max_age interval, as_of timestamp with time zone) IS 'Newest row of each table and symbol, its age, and a verdict: fresh, stale (older than max_age), empty (no row at all) or future (newer than as_of). Orders and closed positions are never stale. The default of 4 days spans a long weekend; pass minutes while the market is open.';

CREATE FUNCTION monitoring.validate_ohlc_data(from_time timestamp with time zone DEFAULT '-infinity'::timestamp with time zone, to_time timestamp with time zone DEFAULT 'infinity'::timestamp with time zone, tolerance numeric DEFAULT 0.01) RETURNS TABLE(symbol text, "timestamp" timestamp with time zone, source text, problem text, open numeric, high numeric, low numeric, close numeric, volume numeric)
    LANGUAGE sql STABLE
    AS $$
    WITH bars AS (
        SELECT m.symbol, m."timestamp", m.source, m.open, m.high, m.low, m.close, m.volume,
               count(*) OVER bar > 1
               AND greatest(max(m.open) OVER bar - min(m.open) OVER bar, max(m.high) OVER bar - min(m.high) OVER bar,
                            max(m.low) OVER bar - min(m.low) OVER bar, max(m.close) OVER bar - min(m.close) OVER bar)
                   > tolerance * min(m.low) OVER bar AS sources_disagree
          FROM trading.market_data AS m
         WHERE m."timestamp" >= from_time AND m."timestamp" < to_time
        WINDOW bar AS (PARTITION BY m.symbol, m."timestamp")
    )
    SELECT b.symbol, b."timestamp", b.source, p.problem, b.open, b.high, b.low, b.close, b.volume
      FROM bars AS b
     CROSS JOIN LATERAL (VALUES
           (num_nulls(b.open, b.high, b.low, b.close, b.volume) > 0, 'value missing'),
           ('NaN' IN (b.open, b.high, b.low, b.close, b.volume), 'value is not a number'),
           (b.high < b.low, 'high below low'),
           (b.high >= b.low AND b.open NOT BETWEEN b.low AND b.high, 'open outside low and high'),
           (b.high >= b.low AND b.close NOT BETWEEN b.low AND b.high, 'close outside low and high'),
           (least(b.open, b.high, b.low, b.close) <= 0, 'price not positive'),
           (b.volume < 0 OR b.volume = 'Infinity', 'volume negative or infinite'),
           (b."timestamp" > now(), 'time in the future'),
           (b.sources_disagree, 'sources disagree')) AS p (found, problem)
     WHERE p.found
     ORDER BY b."timestamp", b.symbol, b.source, p.problem
$$;
COMMENT ON FUNCTION monitoring.validate_ohlc_data(from_time timestamp with time zone, to_time timestamp with time zone, tolerance numeric) IS 'Bars from from_time until before to_time (all, by default) that cannot be right, one row for each problem: broken open, high, low, close or volume, a time in the future, or sources whose prices for the same bar differ by more than tolerance (0.01 is one percent).';

CREATE TABLE trading.data_quality_reports (
    "timestamp" timestamp with time zone NOT NULL,
    report_date date NOT NULL,
    status text NOT NULL,
    checks jsonb NOT NULL,
    pass_rate numeric(5,2) NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT data_quality_reports_checks_structured CHECK ((jsonb_typeof(checks) = ANY (ARRAY['array'::text, 'object'::text]))),
    CONSTRAINT data_quality_reports_pass_rate_is_percentage CHECK (((pass_rate >= (0)::numeric) AND (pass_rate <= (100)::numeric))),
    CONSTRAINT data_quality_reports_status_known CHECK ((status = ANY (ARRAY['PASS'::text, 'WARN'::text, 'FAIL'::text]))),
    CONSTRAINT data_quality_reports_timestamp_finite CHECK (isfinite("timestamp"))
);
ALTER TABLE ONLY trading.data_quality_reports
    ADD CONSTRAINT data_quality_reports_pkey PRIMARY KEY ("timestamp", report_date);
CREATE INDEX idx_data_quality_reports_date_time ON trading.data_quality_reports USING btree (report_date DESC, "timestamp" DESC);
COMMENT ON COLUMN trading.data_quality_reports."timestamp" IS 'When the checks ran.';
COMMENT ON COLUMN trading.data_quality_reports.checks IS 'What was checked and how each check ended.';
COMMENT ON COLUMN trading.data_quality_reports.details IS 'Whatever helps to find the cause: counts, sample rows, settings.';
COMMENT ON COLUMN trading.data_quality_reports.pass_rate IS 'Share of checks that passed, in percent.';
COMMENT ON COLUMN trading.data_quality_reports.report_date IS 'Day of the data that was examined.';
COMMENT ON COLUMN trading.data_quality_reports.status IS 'Verdict: PASS, WARN or FAIL.';
COMMENT ON TABLE trading.data_quality_reports IS 'Results of the data quality checks, one row a run and day examined.';

CREATE TABLE trading.market_data (
    "timestamp" timestamp with time zone NOT NULL,
    symbol text NOT NULL,
    open numeric(18,6) NOT NULL,
    high numeric(18,6) NOT NULL,
    low numeric(18,6) NOT NULL,
    close numeric(18,6) NOT NULL,
    volume numeric NOT NULL,
    source text NOT NULL,
    CONSTRAINT market_data_high_not_below_low CHECK ((high >= low)),
    CONSTRAINT market_data_prices_positive CHECK (((low > (0)::numeric) AND (high <> 'NaN'::numeric))),
    CONSTRAINT market_data_range_holds_close CHECK (((close >= low) AND (close <= high))),
    CONSTRAINT market_data_range_holds_open CHECK (((open >= low) AND (open <= high))),
    CONSTRAINT market_data_source_not_blank CHECK ((btrim(source) <> ''::text)),
    CONSTRAINT market_data_symbol_is_upper_case CHECK (((symbol <> ''::text) AND (symbol = upper(btrim(symbol))))),
    CONSTRAINT market_data_timestamp_finite CHECK (isfinite("timestamp")),
    CONSTRAINT market_data_volume_not_negative CHECK (((volume >= (0)::numeric) AND (volume < 'Infinity'::numeric)))
);
ALTER TABLE ONLY trading.market_data
    ADD CONSTRAINT market_data_pkey PRIMARY KEY ("timestamp", symbol, source);
CREATE INDEX idx_market_data_source_time ON trading.market_data USING btree (source, "timestamp" DESC);
CREATE INDEX idx_market_data_symbol_time ON trading.market_data USING btree (symbol, "timestamp" DESC);
COMMENT ON COLUMN trading.market_data."timestamp" IS 'Start of the bar.';
COMMENT ON COLUMN trading.market_data.close IS 'Last price of the bar.';
COMMENT ON COLUMN trading.market_data.high IS 'Highest price of the bar.';
COMMENT ON COLUMN trading.market_data.low IS 'Lowest price of the bar.';
COMMENT ON COLUMN trading.market_data.open IS 'First price of the bar. Prices are in the currency of the listing, adjusted for splits by the loader.';
COMMENT ON COLUMN trading.market_data.source IS 'Feed or vendor that delivered the bar. The same bar from two sources is two rows.';
COMMENT ON COLUMN trading.market_data.symbol IS 'Ticker, upper case: NVDA, MSFT.';
COMMENT ON COLUMN trading.market_data.volume IS 'Shares traded within the bar; a fraction where the source reports fractional shares.';
COMMENT ON TABLE trading.market_data IS 'Price bars (open, high, low, close, volume), one row for each symbol, start time and source.';

CREATE TABLE trading.orders (
    order_id text NOT NULL,
    "timestamp" timestamp with time zone NOT NULL,
    symbol text NOT NULL,
    side text NOT NULL,
    quantity numeric NOT NULL,
    price numeric(18,6),
    status text NOT NULL,
    filled_quantity numeric DEFAULT 0 NOT NULL,
    CONSTRAINT orders_filled_means_all CHECK (((status <> 'FILLED'::text) OR (filled_quantity = quantity))),
    CONSTRAINT orders_filled_within_quantity CHECK (((filled_quantity >= (0)::numeric) AND (filled_quantity <= quantity))),
    CONSTRAINT orders_order_id_not_blank CHECK ((btrim(order_id) <> ''::text)),
    CONSTRAINT orders_price_positive CHECK (((price > (0)::numeric) AND (price <> 'NaN'::numeric))),
    CONSTRAINT orders_quantity_positive CHECK (((quantity > (0)::numeric) AND (quantity < 'Infinity'::numeric))),
    CONSTRAINT orders_side_known CHECK ((side = ANY (ARRAY['BUY'::text, 'SELL'::text, 'SELL_SHORT'::text]))),
    CONSTRAINT orders_status_known CHECK ((status = ANY (ARRAY['PENDING_NEW'::text, 'NEW'::text, 'PARTIALLY_FILLED'::text, 'FILLED'::text, 'PENDING_CANCEL'::text, 'CANCELED'::text, 'REJECTED'::text, 'EXPIRED'::text]))),
    CONSTRAINT orders_symbol_is_upper_case CHECK (((symbol <> ''::text) AND (symbol = upper(btrim(symbol))))),
    CONSTRAINT orders_timestamp_finite CHECK (isfinite("timestamp"))
);
ALTER TABLE ONLY trading.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (order_id, "timestamp");
CREATE INDEX idx_orders_status_time ON trading.orders USING btree (status, "timestamp" DESC);
CREATE INDEX idx_orders_symbol_time ON trading.orders USING btree (symbol, "timestamp" DESC);
COMMENT ON COLUMN trading.orders."timestamp" IS 'When the order was placed. It stays while status and filled_quantity move on.';
COMMENT ON COLUMN trading.orders.filled_quantity IS 'Shares filled so far, up to quantity.';
COMMENT ON COLUMN trading.orders.order_id IS 'Identifier that the order management system gave the order; brokers promise it unique within a day only.';
COMMENT ON COLUMN trading.orders.price IS 'Limit price a share; NULL for a market order.';
COMMENT ON COLUMN trading.orders.quantity IS 'Shares ordered.';
COMMENT ON COLUMN trading.orders.side IS 'BUY, SELL or SELL_SHORT.';
COMMENT ON COLUMN trading.orders.status IS 'State, in the words of FIX (OrdStatus). Open are PENDING_NEW, NEW, PARTIALLY_FILLED and PENDING_CANCEL; final are FILLED, CANCELED, REJECTED and EXPIRED.';
COMMENT ON COLUMN trading.orders.symbol IS 'Ticker, upper case.';
COMMENT ON TABLE trading.orders IS 'Orders and how far they got: one row an order, updated in place as it is filled.';

CREATE TABLE trading.positions (
    "timestamp" timestamp with time zone NOT NULL,
    symbol text NOT NULL,
    quantity numeric NOT NULL,
    avg_cost numeric(18,6) NOT NULL,
    unrealized_pnl numeric(18,6) NOT NULL,
    CONSTRAINT positions_avg_cost_not_negative CHECK (((avg_cost >= (0)::numeric) AND (avg_cost <> 'NaN'::numeric))),
    CONSTRAINT positions_quantity_finite CHECK (((quantity > '-Infinity'::numeric) AND (quantity < 'Infinity'::numeric))),
    CONSTRAINT positions_symbol_is_upper_case CHECK (((symbol <> ''::text) AND (symbol = upper(btrim(symbol))))),
    CONSTRAINT positions_timestamp_finite CHECK (isfinite("timestamp")),
    CONSTRAINT positions_unrealized_pnl_is_number CHECK ((unrealized_pnl <> 'NaN'::numeric))
);
ALTER TABLE ONLY trading.positions
    ADD CONSTRAINT positions_pkey PRIMARY KEY ("timestamp", symbol);
CREATE INDEX idx_positions_symbol_time ON trading.positions USING btree (symbol, "timestamp" DESC);
COMMENT ON COLUMN trading.positions."timestamp" IS 'When the snapshot was taken.';
COMMENT ON COLUMN trading.positions.avg_cost IS 'Average price a share paid (or received, when short); 0 when closed.';
COMMENT ON COLUMN trading.positions.quantity IS 'Shares held: negative is short, 0 is closed.';
COMMENT ON COLUMN trading.positions.symbol IS 'Ticker, upper case.';
COMMENT ON COLUMN trading.positions.unrealized_pnl IS 'Profit or loss if the position were closed at the price of the snapshot, in the currency of the listing.';
COMMENT ON TABLE trading.positions IS 'Snapshots of what is held, one row for each symbol and time of snapshot.';

CREATE VIEW analytics.dual_ticker_summary AS
 SELECT DISTINCT ON (symbol, trading_day) symbol,
    trading_day,
    source,
    open,
    high,
    low,
    close,
    volume,
    bars
   FROM ( SELECT market_data.symbol,
            ((market_data."timestamp" AT TIME ZONE 'UTC'::text))::date AS trading_day,
            market_data.source,
            public.first(market_data.open, market_data."timestamp") AS open,
            max(market_data.high) AS high,
            min(market_data.low) AS low,
            public.last(market_data.close, market_data."timestamp") AS close,
            sum(market_data.volume) AS volume,
            count(*) AS bars
           FROM trading.market_data
          GROUP BY market_data.symbol, (((market_data."timestamp" AT TIME ZONE 'UTC'::text))::date), market_data.source) per_source
  ORDER BY symbol, trading_day, bars DESC, source;
COMMENT ON COLUMN analytics.dual_ticker_summary.bars IS 'Bars that the row is computed from: fewer than usual means an incomplete day.';
COMMENT ON COLUMN analytics.dual_ticker_summary.close IS 'Close of the last bar of the day.';
COMMENT ON COLUMN analytics.dual_ticker_summary.high IS 'Highest price of the day.';
COMMENT ON COLUMN analytics.dual_ticker_summary.low IS 'Lowest price of the day.';
COMMENT ON COLUMN analytics.dual_ticker_summary.open IS 'Open of the first bar of the day.';
COMMENT ON COLUMN analytics.dual_ticker_summary.source IS 'Source that the row is computed from; with equally many bars, the first by name.';
COMMENT ON COLUMN analytics.dual_ticker_summary.symbol IS 'Ticker.';
COMMENT ON COLUMN analytics.dual_ticker_summary.trading_day IS 'Day in UTC. The hour after 19:00 in New York falls into the next day in winter.';
COMMENT ON COLUMN analytics.dual_ticker_summary.volume IS 'Shares traded on the day.';
COMMENT ON VIEW analytics.dual_ticker_summary IS 'Daily bars: one row for each symbol and UTC day, from the source with the most bars on that day.';

CREATE VIEW analytics.nvda_msft_correlation AS
 WITH closes AS (
         SELECT nvda.trading_day,
            nvda.close AS nvda_close,
            msft.close AS msft_close
           FROM (analytics.dual_ticker_summary nvda
             JOIN analytics.dual_ticker_summary msft USING (trading_day))
          WHERE ((nvda.symbol = 'NVDA'::text) AND (msft.symbol = 'MSFT'::text))
        ), returns AS (
         SELECT closes.trading_day,
            closes.nvda_close,
            closes.msft_close,
            ((closes.nvda_close / lag(closes.nvda_close) OVER by_day) - (1)::numeric) AS nvda_return,
            ((closes.msft_close / lag(closes.msft_close) OVER by_day) - (1)::numeric) AS msft_return
           FROM closes
          WINDOW by_day AS (ORDER BY closes.trading_day)
        ), rolling AS (
         SELECT returns.trading_day,
            returns.nvda_close,
            returns.msft_close,
            returns.nvda_return,
            returns.msft_return,
            count(returns.nvda_return) OVER last_30 AS observations,
            corr((returns.nvda_return)::double precision, (returns.msft_return)::double precision) OVER last_30 AS correlation
           FROM returns
          WINDOW last_30 AS (ORDER BY returns.trading_day ROWS BETWEEN 29 PRECEDING AND CURRENT ROW)
        )
 SELECT trading_day,
    nvda_close,
    msft_close,
    nvda_return,
    msft_return,
    observations,
        CASE
            WHEN (observations = 30) THEN correlation
            ELSE NULL::double precision
        END AS correlation_30d
   FROM rolling;
COMMENT ON COLUMN analytics.nvda_msft_correlation.correlation_30d IS 'Pearson correlation of the last 30 returns, -1 to 1; NULL until there are 30, or where a price never moved.';
COMMENT ON COLUMN analytics.nvda_msft_correlation.msft_close IS 'Close of MSFT.';
COMMENT ON COLUMN analytics.nvda_msft_correlation.msft_return IS 'Return of MSFT since the trading day before: 0.01 is one percent.';
COMMENT ON COLUMN analytics.nvda_msft_correlation.nvda_close IS 'Close of NVDA.';
COMMENT ON COLUMN analytics.nvda_msft_correlation.nvda_return IS 'Return of NVDA since the trading day before: 0.01 is one percent.';
COMMENT ON COLUMN analytics.nvda_msft_correlation.observations IS 'Returns in the window: 30 once there is enough history.';
COMMENT ON COLUMN analytics.nvda_msft_correlation.trading_day IS 'Day in UTC on which both tickers traded.';
COMMENT ON VIEW analytics.nvda_msft_correlation IS 'How closely the daily returns of NVDA and MSFT move together, over the last 30 trading days.';

--
-- Hypertables
--

SELECT public.create_hypertable('trading.data_quality_reports'::regclass, 'timestamp', chunk_time_interval => '30 days'::interval, create_default_indexes => false);

SELECT public.create_hypertable('trading.market_data'::regclass, 'timestamp', chunk_time_interval => '7 days'::interval, create_default_indexes => false);

SELECT public.create_hypertable('trading.orders'::regclass, 'timestamp', chunk_time_interval => '7 days'::interval, create_default_indexes => false);

SELECT public.create_hypertable('trading.positions'::regclass, 'timestamp', chunk_time_interval => '1 day'::interval, create_default_indexes => false);

--
-- Privileges
--

ALTER DEFAULT PRIVILEGES FOR ROLE CURRENT_USER IN SCHEMA trading GRANT SELECT ON TABLES TO replicator;

GRANT USAGE ON SCHEMA trading TO replicator;

GRANT SELECT ON TABLE trading.data_quality_reports TO replicator;

GRANT SELECT ON TABLE trading.market_data TO replicator;

GRANT SELECT ON TABLE trading.orders TO replicator;

GRANT SELECT ON TABLE trading.positions TO replicator;

--
-- Columnstore
--

ALTER TABLE trading.data_quality_reports SET (timescaledb.compress, timescaledb.compress_segmentby = '', timescaledb.compress_orderby = '"timestamp" DESC, "report_date" DESC');

ALTER TABLE trading.market_data SET (timescaledb.compress, timescaledb.compress_segmentby = '"symbol"', timescaledb.compress_orderby = '"timestamp" DESC, "source"');

ALTER TABLE trading.orders SET (timescaledb.compress, timescaledb.compress_segmentby = '"symbol"', timescaledb.compress_orderby = '"timestamp" DESC, "order_id"');

ALTER TABLE trading.positions SET (timescaledb.compress, timescaledb.compress_segmentby = '"symbol"', timescaledb.compress_orderby = '"timestamp" DESC');

--
-- Publications and subscriptions
--

CREATE PUBLICATION trading_data_pub WITH (publish = 'insert, update, delete, truncate');
COMMENT ON PUBLICATION trading_data_pub IS 'The tables of schema trading, for logical replication.';

ALTER PUBLICATION trading_data_pub ADD TABLE ONLY trading.data_quality_reports;

ALTER PUBLICATION trading_data_pub ADD TABLE ONLY trading.market_data;

ALTER PUBLICATION trading_data_pub ADD TABLE ONLY trading.orders;

ALTER PUBLICATION trading_data_pub ADD TABLE ONLY trading.positions;

--
-- Policies
--

SELECT public.add_compression_policy('trading.data_quality_reports'::regclass, compress_after => '30 days'::interval, schedule_interval => '12:00:00'::interval);

SELECT public.add_compression_policy('trading.market_data'::regclass, compress_after => '7 days'::interval, schedule_interval => '12:00:00'::interval);

SELECT public.add_compression_policy('trading.orders'::regclass, compress_after => '7 days'::interval, schedule_interval => '12:00:00'::interval);

SELECT public.add_compression_policy('trading.positions'::regclass, compress_after => '1 day'::interval, schedule_interval => '12:00:00'::interval);
