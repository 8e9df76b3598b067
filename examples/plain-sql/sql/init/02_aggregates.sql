CREATE MATERIALIZED VIEW readings_hourly
WITH (timescaledb.continuous) AS
SELECT time_bucket(INTERVAL '1 hour', taken) AS hour, device, kind,
       avg(value) AS mean, min(value) AS lowest, max(value) AS highest
FROM readings
GROUP BY 1, 2, 3
WITH NO DATA;
COMMENT ON VIEW readings_hourly IS 'Readings by the hour, kept for years.';
