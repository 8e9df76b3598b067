CREATE MATERIALIZED VIEW "readings_daily"
WITH (timescaledb.continuous) AS
SELECT time_bucket(INTERVAL '1 day', "taken") AS "day", "device", avg("value") AS "mean"
FROM "readings"
GROUP BY 1, 2
WITH NO DATA;

SELECT add_continuous_aggregate_policy('readings_daily',
    start_offset => INTERVAL '1 month', end_offset => INTERVAL '1 day', schedule_interval => INTERVAL '1 day');
