CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE TABLE events (
  at timestamptz NOT NULL,
  service text NOT NULL,
  payload jsonb NOT NULL DEFAULT '{}'
);
SELECT create_hypertable('events', by_range('at', INTERVAL '6 hours'));
CREATE INDEX events_service_at ON events (service, at DESC);
