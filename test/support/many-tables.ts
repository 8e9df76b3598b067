/**
 * The SQL of a schema of many tables, as a tenant-per-table design or a generator makes them: each with a key, an index
 * and comments, every fifth a hypertable, every fifth with a foreign key, every tenth with a view.
 */
export function manyTables(tables: number): string {
  const statements = ['CREATE EXTENSION IF NOT EXISTS timescaledb;', 'CREATE SCHEMA app;'];
  for (let i = 0; i < tables; i += 1) {
    const name = `app.t${String(i).padStart(5, '0')}`;
    const isHypertable = i % 5 === 0;
    const references = i % 5 === 2 ? ` REFERENCES app.t${String(i - 1).padStart(5, '0')} (id)` : '';
    const key = isHypertable ? 'PRIMARY KEY (id, at)' : 'PRIMARY KEY (id)';
    statements.push(
      `CREATE TABLE ${name} (id bigint NOT NULL${references}, at timestamptz NOT NULL, label text NOT NULL DEFAULT 'none', value numeric CHECK (value > 0), ${key});`,
      `CREATE INDEX ON ${name} (label);`,
      `COMMENT ON TABLE ${name} IS 'The readings of tenant ${i}.';`,
      `COMMENT ON COLUMN ${name}.value IS 'In the unit of the tenant.';`,
    );
    if (isHypertable)
      statements.push(`SELECT create_hypertable('${name}', 'at', chunk_time_interval => interval '7 days');`);
    if (i % 10 === 3)
      statements.push(`CREATE VIEW ${name}_view AS SELECT id, value FROM ${name} WHERE label <> 'none';`);
  }
  return `${statements.join('\n')}\n`;
}
