CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE TABLE "metrics" (
    "time" TIMESTAMPTZ(6) NOT NULL,
    "device" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    CONSTRAINT "metrics_pkey" PRIMARY KEY ("device", "time")
);
SELECT create_hypertable('metrics', 'time', chunk_time_interval => INTERVAL '7 days');
