/** @module-tag long */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainChanges } from '../../../src/diff/changes.ts';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Database, Engine } from '../../../src/engine/types.ts';
import { prove } from '../../../src/proof/prove.ts';
import { SettingsSchema } from '../../../src/settings/schema.ts';
import { choose, describeChoice } from '../../../src/workflows/choose.ts';
import { testContext } from '../../support/context.ts';
import { objections, run } from '../dump/support.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await startEmbedded('shop');
});
afterAll(() => engine[Symbol.asyncDispose]());

const APP = `
  CREATE EXTENSION timescaledb;
  CREATE ROLE keeper; CREATE ROLE reader;
  CREATE SCHEMA app;
  CREATE TYPE app.mood AS ENUM ('good', 'bad');
  CREATE TABLE app.kinds (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, mood app.mood, twice int GENERATED ALWAYS AS (2) STORED);
  CREATE TABLE app.devices (id bigserial PRIMARY KEY, kind int REFERENCES app.kinds, at timestamptz);
  CREATE TABLE app.metrics (time timestamptz NOT NULL, device bigint, value float8);
  SELECT create_hypertable('app.metrics', 'time');
  SELECT add_retention_policy('app.metrics', INTERVAL '90 days');
`;

const OTHERS = `
  CREATE MATERIALIZED VIEW app.hourly WITH (timescaledb.continuous) AS
    SELECT time_bucket('1 hour', time) AS hour, avg(value) FROM app.metrics GROUP BY 1 WITH NO DATA;
  SELECT add_continuous_aggregate_policy('app.hourly', INTERVAL '3 days', INTERVAL '1 hour', INTERVAL '1 hour');
  CREATE SCHEMA audit;
  CREATE TYPE audit.level AS ENUM ('low');
  CREATE FUNCTION audit.least() RETURNS audit.level LANGUAGE sql AS $$ SELECT 'low'::audit.level $$;
  CREATE TABLE audit.log (id serial, level audit.level DEFAULT audit.least());
  CREATE VIEW audit.recent AS SELECT * FROM audit.log;
  CREATE VIEW audit.newest AS SELECT * FROM audit.recent;
`;

const RIGHTS = `
  ALTER TABLE app.kinds OWNER TO keeper; ALTER TABLE app.metrics OWNER TO keeper; ALTER SCHEMA app OWNER TO keeper; ALTER SCHEMA public OWNER TO keeper;
  GRANT SELECT ON app.metrics, app.devices TO reader; GRANT UPDATE (name) ON app.kinds TO reader;
  GRANT USAGE ON SCHEMA public TO reader; REVOKE EXECUTE ON FUNCTION time_bucket(interval, timestamptz) FROM PUBLIC;
  ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO reader;
`;

/** Without a proof it is one server less. */
async function dumpOf(sql: string, given: object, proved = true): Promise<Dump> {
  await using database = await engine.scratch();
  await run(database, sql);
  const dump = await choice(database, given);
  if (proved) expect(objections(await prove(dump, dump.model, engine))).toEqual([]);
  return dump;
}

async function choice(database: Database, given: object, context = testContext('/')): Promise<Dump> {
  const settings = SettingsSchema.parse(given);
  await choose({ ...engine, database }, settings, context);
  return dumpDatabase(database, undefined, { chosen: describeChoice(settings), rows: settings.rows });
}

describe('what a dump holds is chosen', () => {
  test('what is excluded was never there, nor were owners and privileges', async () => {
    const chosen = await dumpOf(APP + OTHERS + RIGHTS, {
      exclude: ['audit', 'app.hour*'],
      'no-owner': true,
      'no-privileges': true,
    });
    expect(chosen.text).toContain(
      '\n-- Holds of the schema: without audit, app.hour*; without owners; without privileges\n',
    );
    expect(chosen.fingerprint).toBe((await dumpOf(APP, {}, false)).fingerprint);
  });

  test('only what is included, and what that needs', async () => {
    const { text } = await dumpOf(APP + OTHERS, { include: ['app.kinds', 'app.metrics'] });
    expect(text.match(/^CREATE (?!EXT).*/gm)).toEqual([
      'CREATE SCHEMA app;',
      'CREATE TYPE app.mood AS ENUM (',
      'CREATE TABLE app.kinds (',
      'CREATE TABLE app.metrics (',
      expect.stringContaining('INDEX'),
    ]);
  });

  test('what is needed cannot be left out, and a name that is wrong is told', async () => {
    await using database = await engine.scratch();
    await run(database, APP + OTHERS);
    const context = testContext('/');
    await choice(database, { exclude: ['nowhere.*', 'pubic'] }, context);
    expect(context.lines().join('\n')).toContain('nothing is called so: nowhere.*, pubic');
    await expect(choice(database, { exclude: ['app.kinds', 'audit.log'] })).rejects.toMatchObject({
      message: [
        'what is left out is needed by what is not:',
        '  table audit.log: view audit.recent depends on table audit.log',
        '  table app.kinds: constraint devices_kind_fkey on table app.devices depends on table app.kinds',
      ].join('\n'),
      exitCode: 1,
    });
  });

  const ROWS = [
    "INSERT INTO app.kinds (name, mood) VALUES ('ten''s\\ten', 'good'), ('x', NULL)",
    "INSERT INTO app.devices VALUES (10, 1, '2026-01-01 00:00+02'), (9, 2, NULL)",
    'CREATE TABLE public.schema_migrations (version text, applied timestamptz DEFAULT clock_timestamp())',
    "INSERT INTO public.schema_migrations VALUES ('2'), ('1')",
  ];
  const rows = ['app.devices', 'app.kinds', 'public.schema_migrations (version)'];

  test('rows that belong to the schema, whatever order they came in', async () => {
    const { text, fingerprint } = await dumpOf([APP, ...ROWS].join(';\n'), { rows });
    expect(text).toContain('\n-- Rows of: [{"schema":"app","table":"devices"},{"schema":"app","table":"kinds"}');
    expect(text).toContain(
      [
        `INSERT INTO app.kinds ("id", "name", "mood") OVERRIDING SYSTEM VALUE VALUES`,
        `    ('1', E'ten''s\\\\ten', 'good'),`,
        `    ('2', 'x', NULL);`,
        `SELECT pg_catalog.setval('app.kinds_id_seq', 2, true);`,
        '',
        `INSERT INTO app.devices ("id", "kind", "at") VALUES`,
        `    ('9', '2', NULL),`,
        `    ('10', '1', '2025-12-31 22:00:00+00');`,
      ].join('\n'),
    );
    expect(text).toContain(`INSERT INTO public.schema_migrations ("version") VALUES\n    ('1'),\n    ('2');\n`);
    const again = [
      APP,
      ROWS[2],
      "INSERT INTO public.schema_migrations VALUES ('1'); INSERT INTO public.schema_migrations VALUES ('2')",
      ROWS[0],
      ROWS[1],
    ];
    expect((await dumpOf(again.join(';\n'), { rows }, false)).fingerprint).toBe(fingerprint);
  });

  test('rows that differ are changes: no dump differs without one', async () => {
    await using database = await engine.scratch();
    await run(database, APP);
    // Before its table of migrations was there, which the settings of the next schema name.
    const first = await dumpDatabase(database, undefined, { rows, absentRows: true });
    const told = async (from: Dump, sql: string): Promise<[Dump, string[]]> => {
      await run(database, sql);
      const to = await dumpDatabase(database, undefined, { rows });
      expect(to.fingerprint).not.toBe(from.fingerprint);
      const changes = explainChanges(from.model, to.model, { rows: { from: from.rows, to: to.rows } });
      return [to, changes.map(({ class: level, kind, object, property }) => `${level} ${kind} ${object} ${property}`)];
    };
    const [second, grown] = await told(first, ROWS.join(';\n'));
    expect(grown).toEqual([
      'safe rows app.devices added',
      'safe rows app.kinds added',
      'safe rows app.kinds last number',
      'safe table public.schema_migrations null',
      'safe rows public.schema_migrations added',
    ]);
    const [third, changed] = await told(
      second,
      "UPDATE app.kinds SET name = 'y' WHERE id = 2; DELETE FROM app.devices",
    );
    expect(changed).toEqual(['data-loss rows app.devices deleted', 'safe rows app.kinds changed']);
    expect((await told(third, "SELECT setval('app.kinds_id_seq', 7)"))[1]).toEqual(['safe rows app.kinds last number']);
  });

  test('rows of a hypertable are data, and a name must be right', async () => {
    await using database = await engine.scratch();
    await run(database, `${APP} INSERT INTO app.devices (at) SELECT NULL FROM generate_series(1, 10001)`);
    await expect(choice(database, { rows: ['app.metrics'] })).rejects.toThrow('rows: app.metrics is a hypertable');
    await expect(choice(database, { rows: ['kinds'] })).rejects.toThrow('rows: kinds names no table of the schema');
    await expect(choice(database, { rows: ['app.kinds (nmae)'] })).rejects.toThrow('has no column nmae');
    await expect(choice(database, { rows: ['app.devices'] })).rejects.toThrow('has more than 10000 rows');
    expect((await choice(database, {})).text).not.toContain('INSERT');
  });
});
