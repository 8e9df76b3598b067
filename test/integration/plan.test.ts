import { afterAll, describe, expect, test } from 'vitest';
import { compareModels } from '../../src/diff/compare.ts';
import { PREAMBLE } from '../../src/dump/compose.ts';
import { dumpDatabase } from '../../src/dump/dump.ts';
import { restorable } from '../../src/dump/restorable.ts';
import { provePlan } from '../../src/plan/prove.ts';
import { restore } from '../../src/proof/restore.ts';
import { planAsSql } from '../../src/report/plan-text.ts';
import { runScripts } from '../../src/script/run.ts';
import { EVERYDAY } from '../support/schemas/everyday.ts';
import { built, planned, taskBetween } from '../support/schemas/plans.ts';
import { Workshop } from '../support/schemas/workshop.ts';

const workshop = new Workshop();
afterAll(() => workshop[Symbol.asyncDispose]());

const METRICS = 'CREATE TABLE metrics (ts timestamptz NOT NULL, device integer NOT NULL, value real';
const HYPERTABLE = "SELECT create_hypertable('metrics', 'ts', chunk_time_interval => interval '1 day');";
const STORE = "ALTER TABLE metrics SET (timescaledb.compress, timescaledb.compress_segmentby = 'device');";

/** A change, the two schemas, and words that a step of its plan has. */
const SHAPES: readonly [name: string, from: string, to: string, step: RegExp][] = [
  [
    'a column, a check and an index',
    `${METRICS}); ${HYPERTABLE}`,
    `${METRICS}, unit text DEFAULT 'C', CHECK (value < 1e9)); ${HYPERTABLE} CREATE INDEX ON metrics (device, ts);`,
    /ADD COLUMN "unit" text DEFAULT 'C';/,
  ],
  [
    'a column with a default on the columnstore',
    `${METRICS}); ${HYPERTABLE} ${STORE}`,
    `${METRICS}, unit varchar(20) DEFAULT 'C' NOT NULL, rank integer DEFAULT -1, info jsonb DEFAULT '{}'); ${HYPERTABLE} ${STORE}`,
    /^(?![^]*decompress_chunk)[^]*"info" jsonb DEFAULT '\{\}'/,
  ],
  [
    'another type under a view and the columnstore',
    `${METRICS}); ${HYPERTABLE} ${STORE} CREATE VIEW latest AS SELECT ts, value FROM metrics;`,
    `${METRICS.replace('real', 'double precision')}); ${HYPERTABLE} ${STORE} CREATE VIEW latest AS SELECT ts, value FROM metrics;`,
    /decompress_chunk[^]*TYPE double precision/,
  ],
  [
    'a hypertable that is partitioned otherwise',
    `${METRICS}); ${HYPERTABLE}`,
    `${METRICS}); ${HYPERTABLE} SELECT add_dimension('metrics', 'device', number_partitions => 2);`,
    /INSERT INTO public\.metrics [^]* FROM timescale_ci_old_public\.metrics/,
  ],
  [
    'a function and a rule of several statements',
    `${METRICS}); CREATE TABLE log (n integer);`,
    `${METRICS}); CREATE TABLE log (n integer);
     CREATE FUNCTION two() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT count(*) FROM log; END;
     CREATE RULE twice AS ON DELETE TO metrics DO ALSO (INSERT INTO log VALUES (1); INSERT INTO log VALUES (2));`,
    /BEGIN ATOMIC[^]*END;/,
  ],
  [
    'policies',
    `${METRICS}); ${HYPERTABLE} SELECT add_retention_policy('metrics', interval '90 days');`,
    `${METRICS}); ${HYPERTABLE} SELECT add_retention_policy('metrics', interval '30 days');`,
    /alter_job\(.*"drop_after":"30 days"/,
  ],
  [
    'a type that a column has',
    "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy'); CREATE TABLE people (id bigint PRIMARY KEY, now mood);",
    "CREATE TYPE mood AS ENUM ('happy', 'ok', 'sad'); CREATE TABLE people (id bigint PRIMARY KEY, now mood);",
    /::text::public\.mood/,
  ],
];

/** A few kinds, for every run; the others are long. */
const OFTEN = ['policies'];

describe('a plan', () => {
  test.each(SHAPES.filter(([name]) => OFTEN.includes(name)))('%s', isProved);
  test.each(SHAPES.filter(([name]) => !OFTEN.includes(name)))('%s', { tags: ['long'] }, isProved);

  test('what people change every day, in schemas with tables of the same names', { tags: ['long'] }, async () => {
    const side = (of: 1 | 2): string =>
      [
        'CREATE ROLE everyday;',
        ...EVERYDAY.map((one, i) => `CREATE SCHEMA day_${i}; SET search_path = day_${i}, public;\n${one[of]};`),
      ].join('\n');
    const [from, to] = [await built(workshop, side(1)), await built(workshop, side(2))];
    const { plan, proof } = await planned(workshop, from, to, { undo: true });
    const named = (problem: string): string =>
      problem.replaceAll(/\bday_(\d+)\b/g, (_, i: string) => `«${EVERYDAY[Number(i)]?.[0]}»`);
    expect(plan.refused.map(({ object, why }) => named(`${object}: ${why}`))).toEqual([]);
    expect(proof?.problems.map(named)).toEqual([]);
    expect(proof?.undo?.problems.map(named)).toEqual([]);
    expect(proof?.undo?.refused).toEqual([]);

    // The same as plan.sql has it, several steps to a transaction.
    await using database = await workshop.scratch();
    await restore(from.text, database, 'the base');
    const fingerprints = { old: from.fingerprint, new: to.fingerprint };
    await using session = await database.connect();
    const text = planAsSql({ ...plan, fingerprints, proof: null }, PREAMBLE);
    const unguarded = text.replaceAll(/^SELECT NOT \([^]*? AS todo \\gset\n\\if :todo\n|^\\endif\n/gm, '');
    const script = { name: 'plan.sql', path: 'plan.sql', text: unguarded };
    await runScripts(session, [script], { database: database.name, cwd: '/' });
    await session.reset();
    const { differences } = compareModels((await dumpDatabase(database)).model, restorable(to.model));
    expect(differences.filter(({ property }) => property !== 'position')).toEqual([]);
  });

  test('longer buckets, held against what the shorter ones say together', { tags: ['long'] }, async () => {
    const hourly = `CREATE TABLE m (time timestamptz NOT NULL, d int, v int); SELECT create_hypertable('m', 'time');
      CREATE MATERIALIZED VIEW h WITH (timescaledb.continuous) AS
        SELECT time_bucket('1 hour', time) AS b, d, sum(v) AS s, count(*) AS n FROM m GROUP BY 1, 2 WITH NO DATA;`;
    const [from, to] = [
      await built(workshop, hourly),
      await built(workshop, hourly.replace('1 hour', '7 days').replace(', d, sum', ', sum').replace('1, 2', '1')),
    ];
    const { plan, proof } = await planned(workshop, from, to, { rows: 60 });
    expect(plan.refused).toEqual([]);
    expect(proof).toMatchObject({ proved: true, problems: [] });
    expect(proof?.buckets).toBeGreaterThan(2);

    // A plan that copies nothing from the old buckets.
    const { back: _, ...task } = await taskBetween(workshop, from, to);
    const forgetful = plan.steps.map((step) => ({
      ...step,
      sql: step.sql.map((statement) => statement.replaceAll(/^ +EXECUTE format\('(INSERT|DELETE)[^\n]*\n/gm, '')),
    }));
    const options = { rows: 60, chunks: 4 };
    const lost = await provePlan({ ...task, plan: { ...plan, steps: forgetful } }, await workshop.scratch(), options);
    expect(lost.problems).toContain('public.h: the values of s are others');
  });

  async function isProved(...[, before, after, step]: (typeof SHAPES)[number]): Promise<void> {
    const [from, to] = [await built(workshop, before), await built(workshop, after)];
    const { plan, proof } = await planned(workshop, from, to, { undo: true });
    expect(plan.refused).toEqual([]);
    expect(proof?.problems).toEqual([]);
    expect(proof?.undo).toMatchObject({ proved: true, refused: [], problems: [], lost: [] });
    expect(plan.steps.every(({ undo }) => undo.length > 0)).toBe(true);
    expect(plan.steps.map(({ sql }) => sql.join('\n')).join('\n')).toMatch(step);
  }
});
