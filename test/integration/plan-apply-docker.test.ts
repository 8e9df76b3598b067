import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { explainChanges } from '../../src/diff/changes.ts';
import { dumpDatabase } from '../../src/dump/dump.ts';
import { disableRyuk, startDocker } from '../../src/engine/docker.ts';
import type { Engine, Session } from '../../src/engine/types.ts';
import type { PlanDocument } from '../../src/plan/document.ts';
import { planSteps } from '../../src/plan/plan.ts';
import { planId } from '../../src/plan/run.ts';
import { describeDocker, dockerImage } from '../support/docker.ts';
import { placeOf } from '../support/schemas/plans.ts';
import { run } from './dump/support.ts';
import { containersOf } from './support/images.ts';

const LABEL = `apply-${process.pid}`;
const CLI = resolve(import.meta.dirname, '../../src/cli/main.ts');
const EXTENSION = 'CREATE EXTENSION IF NOT EXISTS timescaledb;\n';
const OLD = `CREATE TABLE metrics (ts timestamptz NOT NULL, device integer NOT NULL, value real);
SELECT create_hypertable('metrics', 'ts');
CREATE TABLE devices (id integer PRIMARY KEY, name text, kind text);
`;
const NEW = `CREATE TABLE metrics (ts timestamptz NOT NULL, device integer NOT NULL, value real, unit text);
SELECT create_hypertable('metrics', 'ts');
CREATE TABLE devices (id integer PRIMARY KEY, name text);
CREATE INDEX devices_name ON devices (name);
`;
const ROWS = `INSERT INTO metrics SELECT now() - n * interval '1 hour', n % 5, n FROM generate_series(1, 500) n;
INSERT INTO devices SELECT n, 'd' || n, 'x' FROM generate_series(1, 100) n;
`;

describeDocker('apply on a server', () => {
  let server: Engine;
  let directory: string;
  let url: string;
  let password: string;
  let plan: PlanDocument;

  beforeAll(async () => {
    disableRyuk(process.env);
    directory = mkdtempSync(join(tmpdir(), 'timescale-ci-apply-'));
    server = await startDocker({ image: dockerImage(), database: 'trading_data', label: LABEL });
    const [found] = await containersOf(LABEL);
    const { NetworkSettings, Id, Config } = (await found?.inspect()) ?? {};
    password =
      Config?.Env.find((one) => one.startsWith('POSTGRES_PASSWORD='))?.slice('POSTGRES_PASSWORD='.length) ?? '';
    await run(server.database, EXTENSION + OLD);
    url = `postgres://postgres:${encodeURIComponent(password)}@${NetworkSettings?.Networks['bridge']?.IPAddress}:5432/trading_data`;
    const program = join(directory, 'pg_dump');
    writeFileSync(program, `#!/bin/sh\nexec docker exec --env PGPASSWORD --env PGCLIENTENCODING ${Id} pg_dump "$@"\n`);
    chmodSync(program, 0o755);
    const from = await dumpDatabase(server.database);
    await using scratch = await server.scratch();
    await run(scratch, EXTENSION + NEW);
    const to = await dumpDatabase(scratch);
    const changes = explainChanges(from.model, to.model, { timescaledb: server.versions.timescaledb });
    const planned = planSteps(from, to, changes, placeOf(from));
    const fingerprints = { old: from.fingerprint, new: to.fingerprint };
    const id = planId({ fingerprints, steps: planned.steps });
    plan = { id, fingerprints, ...planned, proof: { proved: true, problems: [] }, base: from.text };
    mkdirSync(join(directory, 'plan'));
    writeFileSync(join(directory, 'plan/plan.json'), JSON.stringify(plan));
    await run(server.database, ROWS);
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });

  /** The command line as a process, from the source. */
  function start(...args: string[]): { child: ChildProcess; ended: Promise<{ code: number | null; text: string }> } {
    const engine = ['--engine', 'docker', '--image', dockerImage()];
    const child = spawn(process.execPath, [CLI, 'apply', 'plan', '--database-url', url, ...engine, ...args], {
      cwd: directory,
      env: { ...process.env, PG_DUMP: join(directory, 'pg_dump'), TESTCONTAINERS_RYUK_DISABLED: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (part) => (text += part));
    return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, text })) };
  }

  /** The process of the server that works for a run of apply, once it waits for another. */
  async function waiting(session: Session): Promise<string> {
    return await vi.waitFor(
      async () => {
        const [row] = await session.query<{ pid: string }>(
          `SELECT pid::text AS pid FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0 AND application_name = 'timescale-ci'`,
        );
        expect(row).toBeDefined();
        return row?.pid as string;
      },
      { timeout: 60_000, interval: 100 },
    );
  }

  test('is killed, refused beside another, cancelled while it builds an index, and gets to the end', async () => {
    const dry = await start().ended;
    expect(dry.text).toContain('Nothing was changed. --yes runs the 3 steps to do.');
    expect(dry.code).toBe(0);

    await using other = await server.database.connect();
    await using looks = await server.database.connect();
    await other.execute('BEGIN; SELECT count(*) FROM devices, metrics');
    const first = start('--yes', '--lock-timeout', '60');
    await waiting(looks);
    const second = await start('--yes', '--lock-timeout', '1').ended;
    expect(second.text).toMatch(/another run of apply is at work on this database: process \d+ of postgres, since/);
    expect(second.code).toBe(1);
    first.child.kill('SIGKILL');
    expect((await first.ended).code).toBeNull();
    await other.execute('ROLLBACK');

    // An old snapshot keeps CREATE INDEX CONCURRENTLY waiting, and nothing else.
    await other.execute('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM pg_class LIMIT 1; SELECT txid_current()');
    const third = start('--yes', '--log', 'log.sql');
    const pid = await waiting(looks);
    third.child.kill('SIGKILL');
    await third.ended;
    await looks.query('SELECT pg_terminate_backend($1::integer)', [pid]);
    await other.execute('ROLLBACK');
    const invalid = `SELECT count(*)::text AS n FROM pg_index WHERE NOT indisvalid`;
    expect(await looks.query(invalid)).toEqual([{ n: '1' }]);

    const last = await start('--yes', '--log', 'log.sql').ended;
    expect(last.text).toContain('the schema is the one that the plan leads to');
    expect(last.text).toMatch(/: plan [0-9a-f]{8}, 3 of 3 done, safe to go back to \d$/m);
    expect(last.code).toBe(0);
    expect(last.text).not.toContain(password);
    expect(await looks.query(invalid)).toEqual([{ n: '0' }]);
    expect(await looks.query('SELECT count(*)::text AS n, sum(value)::text AS sum FROM metrics')).toEqual([
      { n: '500', sum: '125250' },
    ]);
    expect(readFileSync(join(directory, 'log.sql'), 'utf8').match(/^CREATE INDEX CONCURRENTLY/gm)).toHaveLength(2);
    const least = await start('--back-to', '0').ended;
    expect(least.text).toMatch(
      /there is no going back to 0: step 1, .*, has no undo \(none: the values of kind are gone\)/,
    );
    expect(least.code).toBe(1);
    const back = await start('--yes', '--back-to', '1').ended;
    expect(back.text).toContain('the schema is the one that it was after step 1');
    expect(back.text).toMatch(/: plan [0-9a-f]{8}, 1 of 3 done, no way back/);
    expect(back.code).toBe(0);
    const forth = await start('--yes').ended;
    expect(forth.text).toContain('the schema is the one that the plan leads to');
    expect(forth.code).toBe(0);
  }, 240_000);

  test('refuses another schema, and a plan that was changed or is not proved', async () => {
    await run(server.database, 'ALTER TABLE devices ADD COLUMN strange integer');
    const drifted = await start().ended;
    expect(drifted.text).toContain('only there: column public.devices.strange: integer');
    expect(drifted.code).toBe(1);
    writeFileSync(join(directory, 'plan/plan.json'), JSON.stringify({ ...plan, id: 'x' }));
    expect((await start().ended).text).toContain('the plan was changed after it was proved');
    writeFileSync(join(directory, 'plan/plan.json'), JSON.stringify({ ...plan, proof: null }));
    expect((await start().ended).text).toContain('the plan is not proved');
  }, 120_000);
});
