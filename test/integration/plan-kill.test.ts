/** @module-tag long */
import { afterAll, describe, expect, test } from 'vitest';
import { explainChanges } from '../../src/diff/changes.ts';
import { type Dump, dumpDatabase } from '../../src/dump/dump.ts';
import type { Database, Session } from '../../src/engine/types.ts';
import { contentsOf, sequencesOf, survivors } from '../../src/plan/checksums.ts';
import { fillSchema } from '../../src/plan/fill.ts';
import { partsOf } from '../../src/plan/parts.ts';
import { planSteps } from '../../src/plan/plan.ts';
import { planId, readProgress, runBack, runPlan, standingOf } from '../../src/plan/run.ts';
import type { Step } from '../../src/plan/step.ts';
import { restore } from '../../src/proof/restore.ts';
import { KilledSession } from '../support/schemas/killed-session.ts';
import { placeOf } from '../support/schemas/plans.ts';
import { apply, Workshop } from '../support/schemas/workshop.ts';

const workshop = new Workshop();
afterAll(() => workshop[Symbol.asyncDispose]());

const METRICS = 'CREATE TABLE metrics (ts timestamptz NOT NULL, device integer NOT NULL, value real';
const HYPERTABLE = "SELECT create_hypertable('metrics', 'ts', chunk_time_interval => interval '1 day');";
const STORE = "ALTER TABLE metrics SET (timescaledb.compress, timescaledb.compress_segmentby = 'device');";
const PLAIN = `${METRICS}); ${HYPERTABLE}`;
const hourly = (columns: string, bucket = '1 hour', options = ''): string =>
  `CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous${options}) AS SELECT time_bucket('${bucket}', ts) AS hour, device, ${columns} FROM metrics GROUP BY 1, 2 WITH NO DATA;`;
const DAILY =
  "CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS SELECT time_bucket('1 day', hour) AS day, device, sum(total) AS total FROM hourly GROUP BY 1, 2 WITH NO DATA;";
const PEOPLE = 'CREATE TABLE people (id bigint PRIMARY KEY, name text, age integer);';

const PLANS: readonly [name: string, from: string, to: string][] = [
  [
    'policies altered, added and removed',
    `${PLAIN} ${STORE} SELECT add_retention_policy('metrics', interval '900 days'); SELECT add_compression_policy('metrics', interval '7 days');`,
    `${PLAIN} ${STORE} SELECT add_retention_policy('metrics', interval '800 days'); ${hourly('sum(value) AS total')} SELECT add_continuous_aggregate_policy('hourly', NULL, interval '1 hour', interval '1 hour');`,
  ],
  [
    'columns, NOT NULL, a check and indexes, some outside of a transaction',
    `${PLAIN} ${PEOPLE} CREATE TYPE mood AS ENUM ('a', 'b');`,
    `${METRICS}, unit text DEFAULT 'C', CHECK (value < 1e9)); ${HYPERTABLE} CREATE INDEX metrics_device ON metrics (device, ts);
     ${PEOPLE.replace('name text', 'name text NOT NULL')} CREATE INDEX people_name ON people (name); CREATE TYPE mood AS ENUM ('a', 'b', 'c', 'd');`,
  ],
  [
    'another type under the columnstore, a view and an aggregate made anew',
    `${PLAIN} ${STORE} CREATE VIEW latest AS SELECT ts, value FROM metrics; ${hourly('sum(value) AS total')}`,
    `${METRICS.replace('real', 'double precision')}); ${HYPERTABLE} ${STORE} CREATE VIEW latest AS SELECT ts, value FROM metrics; ${hourly('sum(value) AS total')}`,
  ],
  ['a hypertable set aside', PLAIN, `${PLAIN} SELECT add_dimension('metrics', 'device', number_partitions => 2);`],
  ['a plain table becomes a hypertable', `${METRICS});`, PLAIN],
  ['a hypertable becomes a plain table', PLAIN, `${METRICS});`],
  [
    'an enum whose labels moved',
    "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy'); CREATE TABLE people (id bigint PRIMARY KEY, now mood);",
    "CREATE TYPE mood AS ENUM ('happy', 'ok', 'sad'); CREATE TABLE people (id bigint PRIMARY KEY, now mood);",
  ],
  [
    'an aggregate with another column',
    `${PLAIN} ${hourly('sum(value) AS total')}`,
    `${PLAIN} ${hourly('sum(value) AS total, count(*) AS n')}`,
  ],
  [
    'an aggregate rolled up',
    `${PLAIN} ${hourly('sum(value) AS total, min(value) AS low')}`,
    `${PLAIN} ${hourly('sum(value) AS total, min(value) AS low', '1 day')}`,
  ],
  [
    'aggregates on aggregates',
    `${PLAIN} ${hourly('sum(value) AS total')} ${DAILY}`,
    `${PLAIN} ${hourly('sum(value) AS total, max(value) AS high')} ${DAILY}`,
  ],
  [
    'an aggregate in the columnstore, in real time',
    `${PLAIN} ${hourly('sum(value) AS total', '1 hour', ', timescaledb.materialized_only = false')} ALTER MATERIALIZED VIEW hourly SET (timescaledb.compress);`,
    `${PLAIN} ${hourly('count(*) AS n, sum(value) AS total', '1 hour', ', timescaledb.materialized_only = false')} ALTER MATERIALIZED VIEW hourly SET (timescaledb.compress);`,
  ],
  ['the columnstore switched on', PLAIN, `${PLAIN} ${STORE}`],
  ['the columnstore switched off', `${PLAIN} ${STORE}`, PLAIN],
  [
    'a setting of the columnstore taken away',
    `${PLAIN} ${STORE}`,
    `${PLAIN} ALTER TABLE metrics SET (timescaledb.compress);`,
  ],
  [
    'a column dropped, one with an identity added',
    `${PEOPLE} CREATE INDEX people_age ON people (age);`,
    'CREATE TABLE people (id bigint PRIMARY KEY, name text, number bigint GENERATED ALWAYS AS IDENTITY);',
  ],
  [
    'references and a primary key',
    `${PEOPLE} CREATE TABLE pets (id integer, owner bigint);`,
    `${PEOPLE} CREATE TABLE pets (id integer PRIMARY KEY, owner bigint REFERENCES people);`,
  ],
  [
    'functions, triggers and views',
    `${PEOPLE} CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE VIEW ones AS SELECT one() AS x, name FROM people;`,
    `${PEOPLE} CREATE FUNCTION one() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'; CREATE VIEW ones AS SELECT one() AS x, name FROM people;
     CREATE FUNCTION two() RETURNS integer BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END;
     CREATE RULE quiet AS ON DELETE TO people DO ALSO (SELECT 1; SELECT 2);
     CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN COMMIT; RETURN NEW; END'; CREATE TRIGGER noted AFTER UPDATE ON people FOR EACH ROW EXECUTE FUNCTION note();`,
  ],
  [
    'a partitioned table',
    'CREATE TABLE parts (id integer, at date) PARTITION BY RANGE (at); CREATE TABLE parts_1 PARTITION OF parts DEFAULT;',
    'CREATE TABLE parts (id integer, at date, extra text) PARTITION BY RANGE (at); CREATE TABLE parts_1 PARTITION OF parts DEFAULT; CREATE INDEX ON parts (id);',
  ],
  [
    'another schema, comments and grants',
    `CREATE ROLE reader; ${PLAIN} GRANT SELECT ON metrics TO reader;`,
    `CREATE ROLE reader; ${PLAIN} CREATE SCHEMA more; CREATE TABLE more.things (id integer PRIMARY KEY); COMMENT ON TABLE metrics IS 'of devices'; GRANT SELECT ON more.things TO reader;`,
  ],
  [
    'a materialized view on what changes',
    `${PEOPLE} CREATE MATERIALIZED VIEW ages AS SELECT age, count(*) AS n FROM people GROUP BY age; CREATE UNIQUE INDEX ON ages (age);`,
    `${PEOPLE.replace('age integer', 'age bigint')} CREATE MATERIALIZED VIEW ages AS SELECT age, count(*) AS n FROM people GROUP BY age; CREATE UNIQUE INDEX ON ages (age);`,
  ],
];

/** What the server has done of a statement that commits as it goes, where it is broken off. */
function halves(text: string): string[] {
  return /^DO .*decompress_chunk/.test(text) ? [text.replace(' COMMIT; END LOOP;', ' COMMIT; EXIT; END LOOP;')] : [];
}

const PATIENT = {
  database: 'trading_data',
  lockTimeoutMs: 1000,
  retries: 0,
  pause: async () => {},
  onStep: () => {},
  onStepDone: () => {},
  onStatement: () => {},
  onLocked: () => {},
};

interface End {
  fingerprint: string;
  contents: unknown;
  progress: unknown;
}

async function endOf(database: Database, to: Dump): Promise<End> {
  const { fingerprint } = await dumpDatabase(database);
  await using session = await database.connect();
  const contents = await contentsOf(session, survivors(to.model, to.model), false);
  const sequences = await sequencesOf(
    session,
    to.model.sequences.map(({ name }) => name),
  );
  const progress = await readProgress(session);
  await session.reset();
  return { fingerprint, contents: [...contents, ...sequences], progress };
}

async function filled(from: Dump, to: Dump): Promise<Database> {
  const database = await workshop.scratch();
  await restore(from.text, database, 'the base');
  await using session = await database.connect();
  await fillSchema(session, from.model, to.model, { rows: 12, chunks: 3 });
  await session.reset();
  return database;
}

interface Plan {
  id: string;
  steps: readonly Step[];
}

/** Runs something until nothing is left that kills it; gives how often it was killed. */
async function killedEverywhere(
  database: Database,
  run: (session: Session) => Promise<{ message: string } | null>,
): Promise<number> {
  const seen = new Set<string>();
  for (let runs = 0; ; runs++) {
    const session: Session = await database.connect();
    const mortal = new KilledSession(session, seen, halves);
    const stop = await run(mortal).catch((error: Error) => ({ message: error.message }));
    if (stop === null) return runs;
    expect(mortal.killed, stop.message).toBeDefined();
    // The server notices that the client is gone.
    await session.reset();
    // That it is over was the last thing to be said.
    if (mortal.killed?.startsWith('after') && mortal.killed.endsWith('DROP SCHEMA IF EXISTS timescale_ci_plan'))
      return runs;
    expect(runs).toBeLessThan(2000);
  }
}

async function comesThrough(before: string, after: string): Promise<void> {
  const dumps: Dump[] = [];
  for (const script of [before, after]) {
    const source = await workshop.source();
    await apply(source, script);
    dumps.push(await dumpDatabase(source));
  }
  const [from, to] = dumps as [Dump, Dump];
  const changes = explainChanges(from.model, to.model, { timescaledb: from.facts.timescaledb?.version ?? null });
  const { steps, refused } = planSteps(from, to, changes, placeOf(from));
  expect(refused).toEqual([]);
  const plan = { id: planId({ fingerprints: { old: from.fingerprint, new: to.fingerprint }, steps }), steps };

  const calm = await filled(from, to);
  {
    await using session = await calm.connect();
    expect(await runPlan(session, plan, PATIENT)).toBeNull();
    await session.reset();
  }
  const expected = await endOf(calm, to);
  const killed = await filled(from, to);
  const times = await killedEverywhere(killed, (session) => runPlan(session, plan, PATIENT));
  expect(times).toBeGreaterThanOrEqual(2 * partsOf(steps).length);
  expect(await endOf(killed, to)).toEqual({ ...expected, progress: null });
  await comesBack(killed, plan, to, expected);
}

/** Goes back as far as it can, killed everywhere, and forth again. */
async function comesBack(database: Database, plan: Plan, to: Dump, expected: End): Promise<void> {
  const { backTo } = standingOf(plan.steps, partsOf(plan.steps).length);
  if (backTo === plan.steps.length) return;
  const done = (progress: { done: number } | null): number => progress?.done ?? partsOf(plan.steps).length;
  await killedEverywhere(database, async (session) =>
    runBack(session, plan, { done: done(await readProgress(session)), to: backTo }, PATIENT),
  );
  await using session = await database.connect();
  expect(await readProgress(session)).toEqual(
    backTo === 0 ? null : { plan: plan.id, done: partsOf(plan.steps.slice(0, backTo)).length },
  );
  expect(await runPlan(session, plan, PATIENT)).toBeNull();
  await session.reset();
  const { fingerprint } = await endOf(database, to);
  expect(fingerprint).toBe(expected.fingerprint);
}

describe('a plan that is killed before, in and after each of its statements reaches the same schema and rows', () => {
  test.each(PLANS)('%s', { timeout: 120_000 }, async (_, before, after) => comesThrough(before, after));
});
