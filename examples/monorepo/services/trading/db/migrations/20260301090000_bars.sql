-- migrate:up
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE TABLE bars (
  symbol text NOT NULL,
  opened timestamptz NOT NULL,
  open numeric NOT NULL,
  high numeric NOT NULL,
  low numeric NOT NULL,
  close numeric NOT NULL,
  volume bigint NOT NULL,
  PRIMARY KEY (symbol, opened),
  CONSTRAINT bars_prices CHECK (low <= LEAST(open, close) AND high >= GREATEST(open, close))
);
SELECT create_hypertable('bars', by_range('opened', INTERVAL '7 days'));

-- migrate:down
DROP TABLE bars;
