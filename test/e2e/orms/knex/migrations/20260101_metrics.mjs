export async function up(knex) {
  await knex.raw('CREATE EXTENSION IF NOT EXISTS timescaledb');
  await knex.schema.createTable('metrics', (table) => {
    table.timestamp('time', { useTz: true }).notNullable();
    table.text('device').notNullable();
    table.double('value');
  });
  await knex.raw("SELECT create_hypertable('metrics', 'time', chunk_time_interval => INTERVAL '7 days')");
}
export async function down(knex) {
  await knex.schema.dropTable('metrics');
}
