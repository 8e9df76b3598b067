-- migrate:up
ALTER TABLE bars SET (
  timescaledb.compress, timescaledb.compress_segmentby = 'symbol', timescaledb.compress_orderby = 'opened DESC'
);
SELECT add_compression_policy('bars', INTERVAL '30 days');

-- migrate:down
SELECT remove_compression_policy('bars');
ALTER TABLE bars SET (timescaledb.compress = false);
