export const config = { transaction: false };

export async function up(knex) {
  await knex.raw(`CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
    SELECT time_bucket('1 hour', time) AS hour, device, avg(value) AS mean FROM metrics GROUP BY 1, 2 WITH NO DATA`);
  // Of the pool, all at once.
  await Promise.all([
    knex.raw("SELECT add_retention_policy('metrics', INTERVAL '90 days')"),
    knex.raw(
      "SELECT add_continuous_aggregate_policy('hourly', INTERVAL '3 days', INTERVAL '1 hour', INTERVAL '1 hour')",
    ),
  ]);
}

export async function down(knex) {
  await knex.raw('DROP MATERIALIZED VIEW hourly');
}
