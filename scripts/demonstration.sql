-- What the screenshots of the HTML page show beyond the reference schema: aggregates, and retention of market data after :keep.
SELECT add_retention_policy('trading.market_data', drop_after => INTERVAL ':keep');
SELECT add_retention_policy('trading.positions', drop_after => INTERVAL '90 days');
CREATE MATERIALIZED VIEW analytics.daily_bars WITH (timescaledb.continuous) AS
  SELECT time_bucket('1 day', "timestamp") AS day, symbol, first(open, "timestamp") AS open, max(high) AS high,
    min(low) AS low, last(close, "timestamp") AS close, sum(volume) AS volume
  FROM trading.market_data GROUP BY 1, 2 WITH NO DATA;
COMMENT ON VIEW analytics.daily_bars IS 'Bars of a day, kept up to date every hour.';
SELECT add_continuous_aggregate_policy('analytics.daily_bars', start_offset => INTERVAL '90 days',
  end_offset => INTERVAL '1 hour', schedule_interval => INTERVAL '1 hour');
CREATE MATERIALIZED VIEW analytics.weekly_bars WITH (timescaledb.continuous) AS
  SELECT time_bucket('7 days', day) AS week, symbol, first(open, day) AS open, max(high) AS high, min(low) AS low,
    last(close, day) AS close, sum(volume) AS volume
  FROM analytics.daily_bars GROUP BY 1, 2 WITH NO DATA;
COMMENT ON VIEW analytics.weekly_bars IS 'Bars of a week, from those of its days.';
SELECT add_continuous_aggregate_policy('analytics.weekly_bars', start_offset => INTERVAL '6 months',
  end_offset => INTERVAL '1 day', schedule_interval => INTERVAL '1 day');
