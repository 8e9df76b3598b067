-- Compression of the four hypertables and when it happens. Community edition only.
-- Written with the names of 2.14 (compress, not columnstore), which every newer version understands.
-- A second run changes nothing; chunks that are compressed already keep their settings.

-- Queries ask for one symbol, so a batch holds one symbol. The order names the rest of the primary key: a load that
-- meets compressed chunks then finds duplicates without decompressing them.
ALTER TABLE trading.market_data SET (
    timescaledb.compress,
    timescaledb.compress_segmentby = 'symbol',
    timescaledb.compress_orderby = '"timestamp" DESC, source'
);
ALTER TABLE trading.orders SET (
    timescaledb.compress,
    timescaledb.compress_segmentby = 'symbol',
    timescaledb.compress_orderby = '"timestamp" DESC, order_id'
);
ALTER TABLE trading.positions SET (
    timescaledb.compress,
    timescaledb.compress_segmentby = 'symbol',
    timescaledb.compress_orderby = '"timestamp" DESC'
);

-- Few rows and no symbol: segmenting would make batches of one row. The empty list says so, otherwise some versions
-- choose a column themselves.
ALTER TABLE trading.data_quality_reports SET (
    timescaledb.compress,
    timescaledb.compress_segmentby = '',
    timescaledb.compress_orderby = '"timestamp" DESC, report_date DESC'
);

-- Once a chunk is past corrections: late bars and order updates arrive within a week, positions are never rewritten.
SELECT add_compression_policy('trading.market_data', compress_after => INTERVAL '7 days', if_not_exists => true);
SELECT add_compression_policy('trading.orders', compress_after => INTERVAL '7 days', if_not_exists => true);
SELECT add_compression_policy('trading.positions', compress_after => INTERVAL '1 day', if_not_exists => true);
SELECT add_compression_policy('trading.data_quality_reports', compress_after => INTERVAL '30 days', if_not_exists => true);
