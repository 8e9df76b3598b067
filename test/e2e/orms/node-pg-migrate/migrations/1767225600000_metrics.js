export const up = (pgm) => {
  pgm.createExtension('timescaledb', { ifNotExists: true });
  pgm.createTable('metrics', {
    time: { type: 'timestamptz', notNull: true },
    device: { type: 'text', notNull: true },
    value: { type: 'double precision' },
  });
  pgm.sql("SELECT create_hypertable('metrics', 'time', chunk_time_interval => INTERVAL '7 days')");
};

export const down = (pgm) => pgm.dropTable('metrics');
