export class Hourly1767312000000 {
  name = 'Hourly1767312000000';
  transaction = false;

  async up(runner) {
    await runner.query(`CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
      SELECT time_bucket('1 hour', time) AS hour, device, avg(value) AS mean FROM metrics GROUP BY 1, 2`);
  }

  async down(runner) {
    await runner.query('DROP MATERIALIZED VIEW hourly');
  }
}
