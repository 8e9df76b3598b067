CREATE EXTENSION IF NOT EXISTS timescaledb;--> statement-breakpoint
CREATE TABLE "metrics" (
	"time" timestamp with time zone NOT NULL,
	"device" text NOT NULL,
	"value" double precision
);
--> statement-breakpoint
SELECT create_hypertable('metrics', 'time', chunk_time_interval => INTERVAL '7 days');
