export const up = (pgm) => {
  pgm.noTransaction();
  pgm.sql(`CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
    SELECT time_bucket('1 hour', time) AS hour, device, avg(value) AS mean FROM metrics GROUP BY 1, 2`);
};

export const down = (pgm) => pgm.sql('DROP MATERIALIZED VIEW hourly');
