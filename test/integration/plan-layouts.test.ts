/** @module-tag long */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainChanges } from '../../src/diff/changes.ts';
import { compareModels } from '../../src/diff/compare.ts';
import { type Dump, dumpDatabase } from '../../src/dump/dump.ts';
import { migrationFiles, PLAN_LAYOUTS, type PlanLayout } from '../../src/plan/layouts.ts';
import { planSteps } from '../../src/plan/plan.ts';
import { runScripts } from '../../src/script/run.ts';
import { readSource } from '../../src/sources/read.ts';
import { placeOf } from '../support/schemas/plans.ts';
import { apply, Workshop } from '../support/schemas/workshop.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const workshop = new Workshop();
afterAll(() => workshop[Symbol.asyncDispose]());

const BASE = `CREATE TABLE metrics (ts timestamptz NOT NULL, device integer NOT NULL, value real);
SELECT create_hypertable('metrics', 'ts', chunk_time_interval => interval '1 day');
ALTER TABLE metrics SET (timescaledb.compress, timescaledb.compress_segmentby = 'device');
CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', ts) AS hour, sum(value) AS total FROM metrics GROUP BY 1 WITH NO DATA;
CREATE TABLE devices (id integer PRIMARY KEY, name text, kind text);
CREATE TYPE mood AS ENUM ('a', 'b');
`;
const HEAD = `CREATE TABLE metrics (ts timestamptz NOT NULL, device integer NOT NULL, value double precision, unit text DEFAULT '\${unit}; 5%');
SELECT create_hypertable('metrics', 'ts', chunk_time_interval => interval '2 days');
ALTER TABLE metrics SET (timescaledb.compress, timescaledb.compress_segmentby = 'device');
CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', ts) AS hour, sum(value) AS total, count(*) AS n FROM metrics GROUP BY 1 WITH NO DATA;
CREATE TABLE devices (id integer PRIMARY KEY, name text NOT NULL);
CREATE INDEX devices_name ON devices (name);
CREATE INDEX metrics_device ON metrics (device, ts);
CREATE TYPE mood AS ENUM ('a', 'b', 'c');
CREATE FUNCTION one() RETURNS integer LANGUAGE plpgsql AS 'BEGIN PERFORM 1; RETURN 1; END;';
ALTER DATABASE trading_data SET work_mem TO '8MB';
`;

/** The first migration of a project, which makes the base. */
const FIRST: { readonly [L in PlanLayout]: (sql: string) => [file: string, text: string] } = {
  plain: (sql) => ['001_base.sql', sql],
  'golang-migrate': (sql) => ['000001_base.up.sql', sql],
  dbmate: (sql) => ['20250101120000_base.sql', `-- migrate:up\n${sql}\n-- migrate:down\n`],
  goose: (sql) => ['00001_base.sql', `-- +goose Up\n${sql}\n-- +goose Down\nSELECT 1;\n`],
  'sql-migrate': (sql) => ['1-base.sql', `-- +migrate Up\n${sql}\n-- +migrate Down\nSELECT 1;\n`],
  flyway: (sql) => ['V1__base.sql', sql],
  prisma: (sql) => ['20250101120000_base/migration.sql', sql],
};

/** The names of what is written behind it. */
const NAMES: { readonly [L in PlanLayout]: RegExp } = {
  plain: /^002_plan_[0-9a-f]{8}\.sql$/,
  'golang-migrate': /^0000(0[2-9]|\d\d)_plan_[0-9a-f]{8}_\d+\.(up|down)\.sql$/,
  dbmate: /^202611271000\d\d_plan_[0-9a-f]{8}_\d+\.sql$/,
  goose: /^000(0[2-9]|\d\d)_plan_[0-9a-f]{8}_\d+\.sql$/,
  'sql-migrate': /^\d+-plan_[0-9a-f]{8}_\d+\.sql$/,
  flyway: /^V\d+__plan_[0-9a-f]{8}_\d+\.sql(\.conf)?$/,
  prisma: /^202611271000\d\d_plan_[0-9a-f]{8}_\d+\/migration\.sql$/,
};

describe('a plan in the layout of a tool, read back by our own reader of it, builds head', () => {
  let from: Dump;
  let to: Dump;

  beforeAll(async () => {
    const dumps: Dump[] = [];
    for (const script of [BASE, HEAD]) {
      const source = await workshop.source();
      await apply(source, script);
      dumps.push(await dumpDatabase(source));
    }
    [from, to] = dumps as [Dump, Dump];
  });

  test.each(PLAN_LAYOUTS)('%s', { timeout: 60_000 }, async (layout) => {
    const timescaledb = from.facts.timescaledb?.version ?? null;
    const plan = planSteps(from, to, explainChanges(from.model, to.model, { timescaledb }), placeOf(from));
    expect(plan.refused).toEqual([]);
    const cwd = temporaryDirectory('plan-layout');
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(cwd, 'm', path)), { recursive: true });
      writeFileSync(join(cwd, 'm', path), text);
    };
    const [first, text] = FIRST[layout](BASE);
    write(first, text);
    const fingerprints = { old: from.fingerprint, new: to.fingerprint };
    const now = new Date('2026-11-27T10:00:00Z');
    const files = migrationFiles({ ...plan, fingerprints, proof: null }, layout, [first], now);
    expect(files.map(({ path }) => path).filter((path) => !NAMES[layout].test(path))).toEqual([]);
    for (const { path, text } of files) write(path, text);

    const database = await workshop.source();
    const source = await readSource({ path: 'm', layout }, cwd, { database: database.name });
    expect(source.warnings).toEqual([]);
    expect(source.left.filter(({ unexpected }) => unexpected)).toEqual([]);
    {
      await using session = await database.connect();
      await runScripts(session, source.scripts, { database: database.name, cwd });
      await session.reset();
    }
    const { model } = await dumpDatabase(database);
    const differences = compareModels(model, to.model).differences.filter(({ property }) => property !== 'position');
    expect(differences).toEqual([]);
  });
});
