import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { SettingsSchema } from '../../../src/settings/schema.ts';
import { runProgram } from '../../../src/workflows/program.ts';
import { openSource } from '../../../src/workflows/source.ts';
import { testContext } from '../../support/context.ts';

/** Where a program of Node finds `pg`. */
const ROOT = resolve(import.meta.dirname, '../../..');

const CONNECT = "import pg from 'pg'; const client = new pg.Client(process.env.DATABASE_URL); await client.connect();";

let engine: Engine;

beforeAll(async () => {
  engine = await startEmbedded('my shop');
});
afterAll(() => engine[Symbol.asyncDispose]());

async function run(command: string | string[], more: { seconds?: number; env?: Record<string, string> } = {}) {
  const context = { ...testContext(ROOT), env: { PATH: process.env['PATH'], ...more.env } };
  const secrets: string[] = [];
  const settings = SettingsSchema.parse({ build: { run: command }, 'time-limit': more.seconds ?? 60 });
  const build = settings.build ?? { run: command };
  await runProgram(build, engine, settings, { ...context, mask: (secret) => secrets.push(secret) });
  return { lines: context.lines(), secrets };
}

const node = (code: string): string[] => [process.execPath, '--input-type=module', '-e', `${CONNECT} ${code}`];

describe('build: run:', () => {
  test('a program without a shell builds the schema, and is not led elsewhere', async () => {
    const elsewhere = { PGSERVICE: 'production', PGOPTIONS: '-c search_path=other', INPUT_TOKEN: 'secret' };
    const code =
      'await client.query(`CREATE TABLE built ("${Object.keys(process.env).filter((name) => /^(PG|INPUT)/.test(name)).sort()}" int)`); await client.end()';
    const { lines, secrets } = await run(node(code), { env: elsewhere });
    await using session = await engine.database.connect();
    const [row] = await session.query<{ name: string }>(
      "SELECT attname::text AS name FROM pg_attribute WHERE attrelid = 'public.built'::regclass AND attnum = 1",
    );
    expect(row?.name).toBe('PGDATABASE,PGHOST,PGPASSWORD,PGPORT,PGSSLMODE,PGUSER');
    expect(lines.join('\n')).toMatch(/✓ build +/);
    expect(secrets).toHaveLength(1);
  });

  test('a command for the shell that fails shows its last words without the password', async () => {
    const failing = run(
      'for i in $(seq 40); do echo "line $i"; done; printf "\\033[31m%s\\n" "$DATABASE_URL" >&2; exit 3',
    );
    const error = await failing.catch((thrown) => thrown);
    expect(error).toMatchObject({ exitCode: 1, hint: expect.stringContaining('DATABASE_URL') });
    expect(error.message).toContain('ended with exit code 3; its last words:\n  line');
    expect(error.message).toMatch(/ {2}postgresql:\/\/postgres:\*\*\*@127\.0\.0\.1:\d+\/my%20shop/);
    expect(error.message).not.toContain('line 1\n');
  });

  test('what is not there, and what never connects', async () => {
    await expect(run(['no-such-program'])).rejects.toMatchObject({ hint: expect.stringContaining('Install') });
    await expect(run('no-such-program')).rejects.toThrow(/^no-such-program was not found/);
    await expect(run('true')).rejects.toThrow('true never connected to the scratch database');
  });

  test('what takes too long is ended with all that it has started', async () => {
    const late = await run('sleep 300 & echo $!; wait', { seconds: 1 }).catch((error) => error);
    expect(late.message).toMatch(/ did not end within 1 s; its last words:\n {2}\d+$/);
    const started = Number(/\d+$/.exec(late.message)?.[0]);
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(started)], { encoding: 'utf8' });
    // Where nobody takes leave of orphans it stays in the list, as what it is.
    expect(stdout.trim()).toMatch(/^(Z.*)?$/);
  });

  test("a fork's is not run", async () => {
    const settings = SettingsSchema.parse({ build: { run: 'touch /tmp/mine' }, engine: 'embedded' });
    const refused = openSource(settings, { ...testContext(ROOT), fork: true });
    await expect(refused).rejects.toMatchObject({
      message: 'the program of a fork is not run: build: run: touch /tmp/mine',
      hint: expect.stringContaining('fork-programs'),
    });
  });
});
