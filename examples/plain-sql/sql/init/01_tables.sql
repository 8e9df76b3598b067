CREATE EXTENSION IF NOT EXISTS timescaledb;

CREATE TABLE devices (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL UNIQUE,
  place text NOT NULL
);
COMMENT ON TABLE devices IS 'What measures.';

CREATE TABLE readings (
  taken timestamptz NOT NULL,
  device integer NOT NULL REFERENCES devices,
  kind text NOT NULL CHECK (kind IN ('temperature', 'humidity')),
  value double precision NOT NULL,
  PRIMARY KEY (device, kind, taken)
);
COMMENT ON TABLE readings IS 'One measured value.';
SELECT create_hypertable('readings', by_range('taken', INTERVAL '1 day'));
