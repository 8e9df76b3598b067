import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectDirectory, runCli } from './support/cli.ts';

const COMMANDS =
  `setup start start-replica start-tools start-all stop restart status logs test replication backup promote
  restart-replica clean rotate check export backup-data restore verify`.split(/\s+/);

/** A process each: one of them for every run, all of them for a long one. */
const [FIRST = '', ...OTHERS] = COMMANDS;

test('stack says what its first command takes', () => saysWhatItTakes(FIRST));
test.each(OTHERS)('stack %s says what it takes', { tags: ['long'] }, saysWhatItTakes);

async function saysWhatItTakes(command: string): Promise<void> {
  const { code, stdout } = await runCli('/', 'stack', command, '--help');
  expect(code).toBe(0);
  expect(stdout).toContain(`Usage: timescale-ci stack ${command}`);
  expect(stdout).toContain('--json');
}

test('stack start without a set-up says what comes first', () => saysWhatComesFirst('start'));
test.each(OTHERS.filter((command) => command !== 'start' && command !== 'export'))(
  'stack %s without a set-up says what comes first',
  { tags: ['long'] },
  saysWhatComesFirst,
);

async function saysWhatComesFirst(command: string): Promise<void> {
  const { code, stdout, stderr } = await runCli(projectDirectory(), 'stack', command, '--json');
  expect(code).toBe(2);
  expect(stderr).toContain('there is no .env.timescale');
  expect(JSON.parse(stdout)).toEqual({
    ok: false,
    error: { message: 'there is no .env.timescale', hint: expect.stringContaining('stack setup') },
  });
}

test('stack setup writes nothing that it could not read again', async () => {
  const dir = projectDirectory();
  const { code, stderr } = await runCli(dir, 'stack', 'setup', '--database', 'my "data"');
  expect(code).toBe(2);
  expect(stderr).toContain('the value of TIMESCALE_DATABASE has a character');
  expect(existsSync(join(dir, '.env.timescale'))).toBe(false);
  expect(existsSync(join(dir, '.env.timescale.lock'))).toBe(false);
});

test('a failed command is in the audit log; one that only looks is not', async () => {
  const dir = projectDirectory();
  await runCli(dir, 'stack', 'status');
  await runCli(dir, 'stack', 'promote', '--yes');
  const lines = readFileSync(join(dir, 'timescale-audit.log'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => line.split('\t').slice(2))).toEqual([
    ['stack promote --yes', 'begun'],
    ['stack promote --yes', 'failed: there is no .env.timescale'],
  ]);
});

test('an env file that everybody can read is closed, and its errors tell no value', async () => {
  const dir = projectDirectory();
  const path = join(dir, '.env.timescale');
  writeFileSync(path, 'POSTGRES_PASSWORD=secret word\n');
  chmodSync(path, 0o644);
  const broken = await runCli(dir, 'stack', 'status');
  expect([broken.code, broken.stdout]).toEqual([2, '']);
  expect(broken.stderr).toContain('.env.timescale:1  the value of POSTGRES_PASSWORD');
  expect(broken.stderr).not.toContain('secret');

  const example = readFileSync(join(import.meta.dirname, '../../.env.timescale.example'), 'utf8');
  writeFileSync(path, example.replace(/^(\w+_PASSWORD)=$/gm, '$1=secret'));
  const closed = await runCli(dir, 'stack', 'status');
  expect(closed.stderr).toContain('could be read by others: its mode is 0600 now');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('stack export needs no engine, and writes what an operator reads', async () => {
  const dir = projectDirectory();
  const wanted = ['export', '--to', 'cloudnative-pg'];
  const first = await runCli(dir, 'stack', ...wanted);
  expect([first.code, first.stderr]).toEqual([2, expect.stringContaining('stack setup')]);
  const example = readFileSync(join(import.meta.dirname, '../../.env.timescale.example'), 'utf8');
  writeFileSync(join(dir, '.env.timescale'), example.replace(/^(\w+_PASSWORD)=$/gm, '$1=secret'), { mode: 0o600 });
  const { code, stdout } = await runCli(
    dir,
    'stack',
    ...wanted,
    '--image',
    'registry/timescale:17',
    '--storage',
    '9Gi',
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^kind: Cluster$/m);
  expect(stdout).not.toContain('secret\n');
});
