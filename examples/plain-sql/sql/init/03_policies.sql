ALTER TABLE readings SET (
  timescaledb.compress, timescaledb.compress_segmentby = 'device, kind', timescaledb.compress_orderby = 'taken DESC'
);
SELECT add_compression_policy('readings', INTERVAL '7 days');
SELECT add_retention_policy('readings', INTERVAL '90 days');
SELECT add_continuous_aggregate_policy(
  'readings_hourly',
  start_offset => INTERVAL '3 days', end_offset => INTERVAL '1 hour', schedule_interval => INTERVAL '1 hour'
);
