import { Table } from 'typeorm';

export class Metrics1767225600000 {
  name = 'Metrics1767225600000';

  async up(runner) {
    await runner.query('CREATE EXTENSION IF NOT EXISTS timescaledb');
    const columns = [
      { name: 'time', type: 'timestamptz', isNullable: false },
      { name: 'device', type: 'text', isNullable: false },
      { name: 'value', type: 'double precision', isNullable: true },
    ];
    await runner.createTable(new Table({ name: 'metrics', columns }));
    await runner.query("SELECT create_hypertable('metrics', 'time', chunk_time_interval => INTERVAL '7 days')");
  }

  async down(runner) {
    await runner.dropTable('metrics');
  }
}
