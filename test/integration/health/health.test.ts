import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disableRyuk, startDocker } from '../../../src/engine/docker.ts';
import { execute } from '../../../src/engine/docker-container.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine, Session } from '../../../src/engine/types.ts';
import { HEALTH_CHECKS } from '../../../src/health/checks.ts';
import { type HealthFinding, readHealth } from '../../../src/health/health.ts';
import { healthAsMetrics } from '../../../src/health/text.ts';
import { HealthSchema, type HealthSettings } from '../../../src/settings/health.ts';
import { SettingsSchema } from '../../../src/settings/schema.ts';
import { health } from '../../../src/workflows/health.ts';
import { testContext } from '../../support/context.ts';
import { describeDocker, dockerImage } from '../../support/docker.ts';
import { containersOf } from '../support/images.ts';
import { whileWatched } from '../support/only-reads.ts';

const look = async (session: Session, versions: Engine['versions'], thresholds: Partial<HealthSettings> = {}) =>
  readHealth(session, versions, HealthSchema.parse(thresholds));

const short = ({ check, object }: HealthFinding): string => `${check} ${object}`;

/** What is made bad, and what has to be said of it; a threshold is lowered where the bad state would take gigabytes. */
const BAD: [check: string, object: RegExp, sql: string, thresholds?: Partial<HealthSettings>][] = [
  ['restoring', /^shop$/, "SET timescaledb.restoring = 'on'"],
  [
    'job-failed',
    /policy_retention on public\.old$/,
    `UPDATE _timescaledb_internal.bgw_job_stat SET last_run_success = false, total_failures = 1
      WHERE job_id = (SELECT job_id FROM timescaledb_information.jobs WHERE hypertable_name = 'old' AND proc_name = 'policy_retention')`,
  ],
  [
    'job-late',
    /policy_retention on public\.old$/,
    `UPDATE _timescaledb_internal.bgw_job_stat SET next_start = now() - interval '2 hours'
      WHERE job_id = (SELECT job_id FROM timescaledb_information.jobs WHERE hypertable_name = 'old' AND proc_name = 'policy_retention')`,
  ],
  ['job-never-run', /policy_retention on public\.old$/, 'DELETE FROM _timescaledb_internal.bgw_job_stat'],
  [
    'job-paused',
    /policy_retention on public\.old$/,
    "SELECT alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention'",
  ],
  ['columnstore-behind', /^public\.old$/, "INSERT INTO old VALUES (now() - interval '40 days', 1)"],
  ['retention-behind', /^public\.old$/, "INSERT INTO old VALUES (now() - interval '400 days', 1)"],
  ['aggregate-behind', /^public\.old_daily$/, "INSERT INTO old VALUES (now() - interval '20 days', 1)"],
  [
    'aggregate-unrefreshed',
    /^public\.left_alone$/,
    "CREATE MATERIALIZED VIEW left_alone WITH (timescaledb.continuous) AS SELECT time_bucket('1 day', time) AS day, max(v) FROM old GROUP BY 1 WITH NO DATA",
  ],
  [
    'chunks-many',
    /^public\.old$/,
    "INSERT INTO old SELECT now() - n * interval '7 days', 1 FROM generate_series(0, 3) n",
    { 'chunks-most': 2 },
  ],
  ['chunks-large', /^public\.old$/, 'INSERT INTO old VALUES (now(), 1)', { 'chunk-memory-share': 0.00001 }],
  [
    'locks-room',
    /^public\.old$/,
    "INSERT INTO old SELECT now() - n * interval '7 days', 1 FROM generate_series(0, 3) n",
    { 'locks-share': 0.000001 },
  ],
  ['timescaledb-old', /^TimescaleDB 2\./, '', { 'timescaledb-age-months': 0 }],
  [
    'index-invalid',
    /^public\.plain_id$/,
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'plain_id'::regclass",
  ],
];

test('the metrics are what Prometheus reads', () => {
  const text = healthAsMetrics({
    findings: [{ check: 'job-failed', severity: 'error', object: 'a "b"\\\nc', value: 2, measured: 'm', remedy: 'r' }],
    checked: [
      { check: 'job-failed', threshold: null },
      { check: 'chunks-many', threshold: 5000 },
    ],
    unchecked: [{ check: 'job-late', object: null, why: 'w' }],
  });
  // Of the text format: a family is HELP, TYPE, then its samples, each with its labels once.
  const line =
    /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+\{[a-z]+="([^"\\\n]|\\[\\n"])*"(,[a-z]+="([^"\\\n]|\\[\\n"])*")*\} -?\d+(\.\d+)?(e[+-]?\d+)?)$/;
  const lines = text.split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.filter((one) => !line.test(one))).toEqual([]);
  const samples = lines.filter((one) => !one.startsWith('#')).map((one) => one.replace(/ [^ ]+$/, ''));
  expect(new Set(samples).size).toBe(samples.length);
  expect(text).toContain('timescaledb_health_findings{check="job-failed",severity="error"} 1\n');
  expect(text).toContain('timescaledb_health_value{check="job-failed",object="a \\"b\\"\\\\\\nc"} 2\n');
  expect(text).toContain('timescaledb_health_checked{check="job-late"} 0\n');
});

describe('every check finds what is bad and is silent of what is good', () => {
  let engine: Engine;
  let session: Session;

  beforeAll(async () => {
    engine = await startEmbedded('shop');
    session = await engine.database.connect();
    await session.execute('CREATE EXTENSION IF NOT EXISTS timescaledb');
    await session.execute(`
      CREATE TABLE plain (id int); CREATE INDEX plain_id ON plain (id);
      CREATE TABLE old (time timestamptz NOT NULL, v int);
      SELECT create_hypertable('old', 'time', chunk_time_interval => interval '7 days');
      ALTER TABLE old SET (timescaledb.compress);
      SELECT add_compression_policy('old', interval '14 days');
      SELECT add_retention_policy('old', interval '90 days')`);
    await session.execute(
      "CREATE MATERIALIZED VIEW old_daily WITH (timescaledb.continuous) AS SELECT time_bucket('1 day', time) AS day, max(v) FROM old GROUP BY 1 WITH NO DATA",
    );
    await session.execute(`
      SELECT add_continuous_aggregate_policy('old_daily', NULL, interval '1 hour', interval '1 hour');
      INSERT INTO _timescaledb_internal.bgw_job_stat
        SELECT * FROM jsonb_populate_recordset(NULL::_timescaledb_internal.bgw_job_stat,
          (SELECT jsonb_agg(jsonb_build_object('job_id', job_id, 'last_start', now(), 'last_finish', now(), 'next_start', now() + interval '1 hour',
             'last_successful_finish', now(), 'last_run_success', true, 'total_runs', 1, 'total_duration', '0', 'total_duration_failures', '0',
             'total_successes', 1, 'total_failures', 0, 'total_crashes', 0, 'consecutive_failures', 0, 'consecutive_crashes', 0, 'flags', 0))
           FROM timescaledb_information.jobs WHERE job_id >= 1000));`);
  });
  afterAll(async () => {
    await session?.close();
    await engine?.[Symbol.asyncDispose]();
  });

  test('a good database is silent, and everything is looked at', async () => {
    const found = await look(session, engine.versions, { 'timescaledb-age-months': 1000 });
    expect(found.findings.map(short)).toEqual([]);
    expect(found.unchecked).toEqual([]);
    expect(found.checked).toHaveLength(HEALTH_CHECKS.length);
  });

  test('what the server refuses of one check leaves the others', async () => {
    const thresholds = { ...HealthSchema.parse({}), 'chunks-most': 'many' as unknown as number };
    const { checked, unchecked } = await readHealth(session, engine.versions, thresholds);
    expect(unchecked).toEqual([
      {
        check: 'chunks-many',
        object: null,
        why: expect.stringMatching(/^the server refuses the query: invalid input/),
      },
    ]);
    expect(checked).toHaveLength(HEALTH_CHECKS.length - 1);
  });

  test('a TimescaleDB that is older than the table of releases is old', async () => {
    const { sql = '' } = HEALTH_CHECKS.find(({ id }) => id === 'timescaledb-old') ?? {};
    const old = "(SELECT 'timescaledb' AS extname, '2.9.3' AS extversion)";
    const rows = await session.query(sql.replace('pg_catalog.pg_extension', old), [24]);
    expect(rows).toMatchObject([
      { object: 'TimescaleDB 2.9.3', measured: 'it is older than 2.11, which came out on 2023-05-12' },
    ]);
  });

  test.each(BAD)('%s', async (check, object, sql, thresholds) => {
    await session.execute('BEGIN; SET LOCAL search_path = public');
    try {
      if (sql !== '') await session.execute(sql);
      const found = await look(session, engine.versions, thresholds);
      const own = found.findings.filter((one) => one.check === check);
      expect(own.map((one) => one.object)).toContainEqual(expect.stringMatching(object));
      for (const one of own)
        expect([one.measured, one.remedy, one.value]).toEqual([
          expect.stringMatching(/./),
          expect.stringMatching(/./),
          expect.any(Number),
        ]);
    } finally {
      await session.execute('ROLLBACK');
    }
  });
});

describeDocker('health of a server over TCP', () => {
  const label = `health-${process.pid}`;
  let server: Engine;
  let address: string;

  beforeAll(async () => {
    disableRyuk(process.env);
    server = await startDocker({ image: dockerImage(), database: 'shop', label });
    const [found] = await containersOf(label);
    address = `${(await found?.inspect())?.NetworkSettings.Networks['bridge']?.IPAddress}:5432`;
    await using session = await server.database.connect();
    await session.execute(`
      CREATE EXTENSION timescaledb;
      CREATE TABLE ticks (time timestamptz NOT NULL, price numeric);
      SELECT create_hypertable('ticks', 'time');
      INSERT INTO ticks SELECT now() - n * interval '7 days', 1 FROM generate_series(0, 5) n;
      CREATE ROLE watcher LOGIN PASSWORD 'w' IN ROLE pg_monitor;
      CREATE ROLE stranger LOGIN PASSWORD 's'`);
    await session.execute('CREATE DATABASE plain TEMPLATE template0');
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  const as = (user: string, thresholds: Partial<HealthSettings> = {}) =>
    health(
      SettingsSchema.parse({ 'database-url': `postgres://${user}:${user[0]}@${address}/shop`, health: thresholds }),
      testContext('/'),
    );

  test('with pg_monitor all is checked that the edition has, and well', async () => {
    const { ok, findings, unchecked } = await as('watcher', { 'timescaledb-age-months': 1000 });
    expect([ok, findings.map(short)]).toEqual([true, []]);
    expect(unchecked.filter(({ why }) => !why.includes('Apache edition'))).toEqual([]);
    expect(unchecked.map(({ check }) => check)).toEqual(
      HEALTH_CHECKS.filter(({ on }) => on === 'community').map(({ id }) => id),
    );
  });

  test('the metrics are what Prometheus itself takes', async () => {
    const [found] = await containersOf(label);
    if (found === undefined) throw new Error('the container is gone');
    const metrics = healthAsMetrics(await as('watcher', { 'locks-share': 0 }));
    const check = ['sh', '-c', 'printf %s "$METRICS" | promtool check metrics'];
    expect(await execute(found, check, { METRICS: metrics })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('what a role may not see is not well, but not checked', async () => {
    const { unchecked } = await as('stranger');
    const closed = unchecked.filter(({ why }) => why === 'needs: GRANT pg_monitor TO the role');
    expect(closed.map(({ check }) => check)).toEqual(['job-late', 'replication-lag', 'replication-late']);
  });

  test('a slot that nobody reads, and what the thresholds say', async () => {
    await using session = await server.database.connect();
    await session.execute("SELECT pg_create_physical_replication_slot('left', true)");
    const { ok, findings } = await as('watcher', { 'slot-retained-bytes': 0, 'locks-share': 0, 'transaction-age': 0 });
    await session.execute("SELECT pg_switch_wal(); SELECT pg_drop_replication_slot('left')");
    expect(ok).toBe(false);
    expect(findings.map(short)).toEqual(
      expect.arrayContaining([
        'slot-inactive left',
        'slot-retains left',
        'locks-room public.ticks',
        'transaction-age shop',
      ]),
    );
    expect(findings.find(({ check }) => check === 'slot-inactive')?.remedy).toBe(
      "SELECT pg_drop_replication_slot('left'); -- where its reader is gone for good: a standby cannot go on without it",
    );
  });

  test('takes no lock above ACCESS SHARE and writes nothing', async () => {
    const { locks, before, after, logged } = await whileWatched(server, 'watcher', () => as('watcher'));
    expect(locks.filter((lock) => !/^(virtualxid|relation AccessShareLock)/.test(lock))).toEqual([]);
    expect(locks).toContain('relation AccessShareLock');
    expect(after).toEqual(before);
    expect(logged).toEqual([]);
  });

  test('a database without TimescaleDB is looked at as PostgreSQL, and that is said', async () => {
    const { checked, unchecked } = await health(
      SettingsSchema.parse({ 'database-url': `postgres://watcher:w@${address}/plain` }),
      testContext('/'),
    );
    expect(checked.map(({ check }) => check)).toEqual(
      HEALTH_CHECKS.filter(({ on }) => on === 'postgres').map(({ id }) => id),
    );
    expect(new Set(unchecked.map(({ why }) => why))).toEqual(new Set(['needs TimescaleDB in this database']));
  });
});
