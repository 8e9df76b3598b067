-- The reference schema: market data, orders, positions and data quality of a system that trades two tickers.
-- Runs on TimescaleDB 2.14.2 / PostgreSQL 14 and everything newer, on the Apache edition too: what needs the
-- community edition is in 02_columnstore.sql. A second run changes nothing.

CREATE EXTENSION IF NOT EXISTS timescaledb;

CREATE SCHEMA IF NOT EXISTS trading;
CREATE SCHEMA IF NOT EXISTS analytics;
CREATE SCHEMA IF NOT EXISTS monitoring;

COMMENT ON SCHEMA trading IS 'What the trading system records: bars, orders, positions, reports. The only schema that is replicated.';
COMMENT ON SCHEMA analytics IS 'Views for people and notebooks, computed from schema trading.';
COMMENT ON SCHEMA monitoring IS 'Functions that say whether the data can be trusted.';


-- Tables
--
-- Every table has a primary key: it makes loading the same row twice harmless (ON CONFLICT DO NOTHING) and it is
-- what logical replication identifies a row by. On a hypertable it must contain the time column.
--
-- NaN deserves its own checks. Loaders write it for a missing number, and PostgreSQL sorts it above every number,
-- so that high >= low and low > 0 hold for it. numeric(p,s) refuses Infinity, plain numeric takes it.
-- PostgreSQL tries checks in the order of their names, and the first that fails names the error.

CREATE TABLE IF NOT EXISTS trading.market_data (
    "timestamp" timestamptz    NOT NULL,
    symbol      text           NOT NULL,
    open        numeric(18, 6) NOT NULL,
    high        numeric(18, 6) NOT NULL,
    low         numeric(18, 6) NOT NULL,
    close       numeric(18, 6) NOT NULL,
    volume      numeric        NOT NULL,
    source      text           NOT NULL,
    CONSTRAINT market_data_pkey PRIMARY KEY ("timestamp", symbol, source),
    CONSTRAINT market_data_timestamp_finite CHECK (isfinite("timestamp")),
    CONSTRAINT market_data_symbol_is_upper_case CHECK (symbol <> '' AND symbol = upper(btrim(symbol))),
    CONSTRAINT market_data_source_not_blank CHECK (btrim(source) <> ''),
    CONSTRAINT market_data_high_not_below_low CHECK (high >= low),
    CONSTRAINT market_data_prices_positive CHECK (low > 0 AND high <> 'NaN'),
    CONSTRAINT market_data_range_holds_open CHECK (open BETWEEN low AND high),
    CONSTRAINT market_data_range_holds_close CHECK (close BETWEEN low AND high),
    CONSTRAINT market_data_volume_not_negative CHECK (volume >= 0 AND volume < 'Infinity')
);

CREATE TABLE IF NOT EXISTS trading.orders (
    order_id        text           NOT NULL,
    "timestamp"     timestamptz    NOT NULL,
    symbol          text           NOT NULL,
    side            text           NOT NULL,
    quantity        numeric        NOT NULL,
    price           numeric(18, 6),
    status          text           NOT NULL,
    filled_quantity numeric        NOT NULL DEFAULT 0,
    CONSTRAINT orders_pkey PRIMARY KEY (order_id, "timestamp"),
    CONSTRAINT orders_timestamp_finite CHECK (isfinite("timestamp")),
    CONSTRAINT orders_order_id_not_blank CHECK (btrim(order_id) <> ''),
    CONSTRAINT orders_symbol_is_upper_case CHECK (symbol <> '' AND symbol = upper(btrim(symbol))),
    CONSTRAINT orders_side_known CHECK (side IN ('BUY', 'SELL', 'SELL_SHORT')),
    CONSTRAINT orders_quantity_positive CHECK (quantity > 0 AND quantity < 'Infinity'),
    CONSTRAINT orders_price_positive CHECK (price > 0 AND price <> 'NaN'),
    CONSTRAINT orders_status_known CHECK (status IN ('PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'FILLED',
                                                     'PENDING_CANCEL', 'CANCELED', 'REJECTED', 'EXPIRED')),
    CONSTRAINT orders_filled_within_quantity CHECK (filled_quantity BETWEEN 0 AND quantity),
    CONSTRAINT orders_filled_means_all CHECK (status <> 'FILLED' OR filled_quantity = quantity)
);

CREATE TABLE IF NOT EXISTS trading.positions (
    "timestamp"    timestamptz    NOT NULL,
    symbol         text           NOT NULL,
    quantity       numeric        NOT NULL,
    avg_cost       numeric(18, 6) NOT NULL,
    unrealized_pnl numeric(18, 6) NOT NULL,
    CONSTRAINT positions_pkey PRIMARY KEY ("timestamp", symbol),
    CONSTRAINT positions_timestamp_finite CHECK (isfinite("timestamp")),
    CONSTRAINT positions_symbol_is_upper_case CHECK (symbol <> '' AND symbol = upper(btrim(symbol))),
    CONSTRAINT positions_quantity_finite CHECK (quantity > '-Infinity' AND quantity < 'Infinity'),
    CONSTRAINT positions_avg_cost_not_negative CHECK (avg_cost >= 0 AND avg_cost <> 'NaN'),
    CONSTRAINT positions_unrealized_pnl_is_number CHECK (unrealized_pnl <> 'NaN')
);

CREATE TABLE IF NOT EXISTS trading.data_quality_reports (
    "timestamp" timestamptz   NOT NULL,
    report_date date          NOT NULL,
    status      text          NOT NULL,
    checks      jsonb         NOT NULL,
    pass_rate   numeric(5, 2) NOT NULL,
    details     jsonb         NOT NULL DEFAULT '{}',
    CONSTRAINT data_quality_reports_pkey PRIMARY KEY ("timestamp", report_date),
    CONSTRAINT data_quality_reports_timestamp_finite CHECK (isfinite("timestamp")),
    CONSTRAINT data_quality_reports_status_known CHECK (status IN ('PASS', 'WARN', 'FAIL')),
    CONSTRAINT data_quality_reports_checks_structured CHECK (jsonb_typeof(checks) IN ('array', 'object')),
    CONSTRAINT data_quality_reports_pass_rate_is_percentage CHECK (pass_rate BETWEEN 0 AND 100)
);


-- Hypertables
--
-- No default indexes: the one that TimescaleDB would add, on time alone, repeats the primary key of three tables
-- (which starts with the time) and no query reads orders by time alone.
-- Chunks of positions are short because a snapshot of every position is taken many times a day.

SELECT create_hypertable('trading.market_data', 'timestamp',
    chunk_time_interval => INTERVAL '7 days', create_default_indexes => false, if_not_exists => true);
SELECT create_hypertable('trading.orders', 'timestamp',
    chunk_time_interval => INTERVAL '7 days', create_default_indexes => false, if_not_exists => true);
SELECT create_hypertable('trading.positions', 'timestamp',
    chunk_time_interval => INTERVAL '1 day', create_default_indexes => false, if_not_exists => true);
SELECT create_hypertable('trading.data_quality_reports', 'timestamp',
    chunk_time_interval => INTERVAL '30 days', create_default_indexes => false, if_not_exists => true);


-- Indexes, newest first: that is how each of them is read.

CREATE INDEX IF NOT EXISTS idx_market_data_symbol_time ON trading.market_data (symbol, "timestamp" DESC);
CREATE INDEX IF NOT EXISTS idx_market_data_source_time ON trading.market_data (source, "timestamp" DESC);
CREATE INDEX IF NOT EXISTS idx_orders_symbol_time ON trading.orders (symbol, "timestamp" DESC);
CREATE INDEX IF NOT EXISTS idx_orders_status_time ON trading.orders (status, "timestamp" DESC);
CREATE INDEX IF NOT EXISTS idx_positions_symbol_time ON trading.positions (symbol, "timestamp" DESC);
CREATE INDEX IF NOT EXISTS idx_data_quality_reports_date_time
    ON trading.data_quality_reports (report_date DESC, "timestamp" DESC);


-- Views: plain ones, because the Apache edition has no continuous aggregates.

-- The day is cut in UTC whatever the session's time zone: the regular session of the US exchanges (13:30 to 21:00)
-- and bars stamped at midnight UTC both fall into the right day. Where several sources carry a symbol, one of them
-- speaks for the whole day, so that no volume counts twice and no bar mixes two feeds.
CREATE OR REPLACE VIEW analytics.dual_ticker_summary AS
SELECT DISTINCT ON (symbol, trading_day)
       symbol, trading_day, source, open, high, low, close, volume, bars
  FROM (SELECT symbol,
               ("timestamp" AT TIME ZONE 'UTC')::date AS trading_day,
               source,
               first(open, "timestamp") AS open,
               max(high) AS high,
               min(low) AS low,
               last(close, "timestamp") AS close,
               sum(volume) AS volume,
               count(*) AS bars
          FROM trading.market_data
         GROUP BY 1, 2, 3) AS per_source
 ORDER BY symbol, trading_day, bars DESC, source;

-- Returns are taken between days on which both tickers have a close, so that both span the same time.
CREATE OR REPLACE VIEW analytics.nvda_msft_correlation AS
WITH closes AS (
    SELECT trading_day, nvda.close AS nvda_close, msft.close AS msft_close
      FROM analytics.dual_ticker_summary AS nvda
      JOIN analytics.dual_ticker_summary AS msft USING (trading_day)
     WHERE nvda.symbol = 'NVDA' AND msft.symbol = 'MSFT'
), returns AS (
    SELECT trading_day, nvda_close, msft_close,
           nvda_close / lag(nvda_close) OVER by_day - 1 AS nvda_return,
           msft_close / lag(msft_close) OVER by_day - 1 AS msft_return
      FROM closes
    WINDOW by_day AS (ORDER BY trading_day)
), rolling AS (
    SELECT *,
           count(nvda_return) OVER last_30 AS observations,
           corr(nvda_return::double precision, msft_return::double precision) OVER last_30 AS correlation
      FROM returns
    WINDOW last_30 AS (ORDER BY trading_day ROWS BETWEEN 29 PRECEDING AND CURRENT ROW)
)
SELECT trading_day, nvda_close, msft_close, nvda_return, msft_return, observations,
       CASE WHEN observations = 30 THEN correlation END AS correlation_30d
  FROM rolling;


-- Functions

CREATE OR REPLACE FUNCTION monitoring.check_data_freshness(
    max_age interval DEFAULT INTERVAL '4 days',
    as_of timestamptz DEFAULT now()
)
RETURNS TABLE (table_name text, symbol text, last_timestamp timestamptz, age interval, verdict text)
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

-- The table's checks keep most of this out. It still comes in where they were dropped for a fast load or added
-- NOT VALID, and no check can see the clock or what another source says.
CREATE OR REPLACE FUNCTION monitoring.validate_ohlc_data(
    from_time timestamptz DEFAULT '-infinity',
    to_time timestamptz DEFAULT 'infinity',
    tolerance numeric DEFAULT 0.01
)
RETURNS TABLE (symbol text, "timestamp" timestamptz, source text, problem text,
               open numeric, high numeric, low numeric, close numeric, volume numeric)
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


-- Comments: the documentation that travels with the database.

COMMENT ON TABLE trading.market_data IS 'Price bars (open, high, low, close, volume), one row for each symbol, start time and source.';
COMMENT ON COLUMN trading.market_data."timestamp" IS 'Start of the bar.';
COMMENT ON COLUMN trading.market_data.symbol IS 'Ticker, upper case: NVDA, MSFT.';
COMMENT ON COLUMN trading.market_data.open IS 'First price of the bar. Prices are in the currency of the listing, adjusted for splits by the loader.';
COMMENT ON COLUMN trading.market_data.high IS 'Highest price of the bar.';
COMMENT ON COLUMN trading.market_data.low IS 'Lowest price of the bar.';
COMMENT ON COLUMN trading.market_data.close IS 'Last price of the bar.';
COMMENT ON COLUMN trading.market_data.volume IS 'Shares traded within the bar; a fraction where the source reports fractional shares.';
COMMENT ON COLUMN trading.market_data.source IS 'Feed or vendor that delivered the bar. The same bar from two sources is two rows.';

COMMENT ON TABLE trading.orders IS 'Orders and how far they got: one row an order, updated in place as it is filled.';
COMMENT ON COLUMN trading.orders.order_id IS 'Identifier that the order management system gave the order; brokers promise it unique within a day only.';
COMMENT ON COLUMN trading.orders."timestamp" IS 'When the order was placed. It stays while status and filled_quantity move on.';
COMMENT ON COLUMN trading.orders.symbol IS 'Ticker, upper case.';
COMMENT ON COLUMN trading.orders.side IS 'BUY, SELL or SELL_SHORT.';
COMMENT ON COLUMN trading.orders.quantity IS 'Shares ordered.';
COMMENT ON COLUMN trading.orders.price IS 'Limit price a share; NULL for a market order.';
COMMENT ON COLUMN trading.orders.status IS 'State, in the words of FIX (OrdStatus). Open are PENDING_NEW, NEW, PARTIALLY_FILLED and PENDING_CANCEL; final are FILLED, CANCELED, REJECTED and EXPIRED.';
COMMENT ON COLUMN trading.orders.filled_quantity IS 'Shares filled so far, up to quantity.';

COMMENT ON TABLE trading.positions IS 'Snapshots of what is held, one row for each symbol and time of snapshot.';
COMMENT ON COLUMN trading.positions."timestamp" IS 'When the snapshot was taken.';
COMMENT ON COLUMN trading.positions.symbol IS 'Ticker, upper case.';
COMMENT ON COLUMN trading.positions.quantity IS 'Shares held: negative is short, 0 is closed.';
COMMENT ON COLUMN trading.positions.avg_cost IS 'Average price a share paid (or received, when short); 0 when closed.';
COMMENT ON COLUMN trading.positions.unrealized_pnl IS 'Profit or loss if the position were closed at the price of the snapshot, in the currency of the listing.';

COMMENT ON TABLE trading.data_quality_reports IS 'Results of the data quality checks, one row a run and day examined.';
COMMENT ON COLUMN trading.data_quality_reports."timestamp" IS 'When the checks ran.';
COMMENT ON COLUMN trading.data_quality_reports.report_date IS 'Day of the data that was examined.';
COMMENT ON COLUMN trading.data_quality_reports.status IS 'Verdict: PASS, WARN or FAIL.';
COMMENT ON COLUMN trading.data_quality_reports.checks IS 'What was checked and how each check ended.';
COMMENT ON COLUMN trading.data_quality_reports.pass_rate IS 'Share of checks that passed, in percent.';
COMMENT ON COLUMN trading.data_quality_reports.details IS 'Whatever helps to find the cause: counts, sample rows, settings.';

COMMENT ON VIEW analytics.dual_ticker_summary IS 'Daily bars: one row for each symbol and UTC day, from the source with the most bars on that day.';
COMMENT ON COLUMN analytics.dual_ticker_summary.symbol IS 'Ticker.';
COMMENT ON COLUMN analytics.dual_ticker_summary.trading_day IS 'Day in UTC. The hour after 19:00 in New York falls into the next day in winter.';
COMMENT ON COLUMN analytics.dual_ticker_summary.source IS 'Source that the row is computed from; with equally many bars, the first by name.';
COMMENT ON COLUMN analytics.dual_ticker_summary.open IS 'Open of the first bar of the day.';
COMMENT ON COLUMN analytics.dual_ticker_summary.high IS 'Highest price of the day.';
COMMENT ON COLUMN analytics.dual_ticker_summary.low IS 'Lowest price of the day.';
COMMENT ON COLUMN analytics.dual_ticker_summary.close IS 'Close of the last bar of the day.';
COMMENT ON COLUMN analytics.dual_ticker_summary.volume IS 'Shares traded on the day.';
COMMENT ON COLUMN analytics.dual_ticker_summary.bars IS 'Bars that the row is computed from: fewer than usual means an incomplete day.';

COMMENT ON VIEW analytics.nvda_msft_correlation IS 'How closely the daily returns of NVDA and MSFT move together, over the last 30 trading days.';
COMMENT ON COLUMN analytics.nvda_msft_correlation.trading_day IS 'Day in UTC on which both tickers traded.';
COMMENT ON COLUMN analytics.nvda_msft_correlation.nvda_close IS 'Close of NVDA.';
COMMENT ON COLUMN analytics.nvda_msft_correlation.msft_close IS 'Close of MSFT.';
COMMENT ON COLUMN analytics.nvda_msft_correlation.nvda_return IS 'Return of NVDA since the trading day before: 0.01 is one percent.';
COMMENT ON COLUMN analytics.nvda_msft_correlation.msft_return IS 'Return of MSFT since the trading day before: 0.01 is one percent.';
COMMENT ON COLUMN analytics.nvda_msft_correlation.observations IS 'Returns in the window: 30 once there is enough history.';
COMMENT ON COLUMN analytics.nvda_msft_correlation.correlation_30d IS 'Pearson correlation of the last 30 returns, -1 to 1; NULL until there are 30, or where a price never moved.';

COMMENT ON FUNCTION monitoring.check_data_freshness(interval, timestamptz) IS
'Newest row of each table and symbol, its age, and a verdict: fresh, stale (older than max_age), empty (no row at all) or future (newer than as_of). Orders and closed positions are never stale. The default of 4 days spans a long weekend; pass minutes while the market is open.';
COMMENT ON FUNCTION monitoring.validate_ohlc_data(timestamptz, timestamptz, numeric) IS
'Bars from from_time until before to_time (all, by default) that cannot be right, one row for each problem: broken open, high, low, close or volume, a time in the future, or sources whose prices for the same bar differ by more than tolerance (0.01 is one percent).';
