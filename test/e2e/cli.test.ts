import { spawn } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectDirectory, runCli } from './support/cli.ts';

const EMBEDDED = ['--engine', 'embedded'];
const COMMITTED = resolve(import.meta.dirname, '../../sql/schema/README_latest.md');

/** Names, contents and times of the files in a directory. */
function stateOf(dir: string): unknown[] {
  return readdirSync(dir)
    .sort()
    .map((name) => [
      name,
      readFileSync(join(dir, name), 'utf8'),
      statSync(join(dir, name)).mtimeMs,
      lstatSync(join(dir, name)).mtimeMs,
    ]);
}

function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

describe('backup', () => {
  test('writes the three files, of which the README is the one that is committed', async () => {
    const dir = projectDirectory();
    const schema = join(dir, 'sql/schema');

    const first = await runCli(dir, 'backup', ...EMBEDDED);
    expect(first).toMatchObject({ code: 0, stdout: '' });
    expect(first.stderr).toMatch(/✓ restore {4}proved: \d+ properties equal, 4 of 4 hypertables accept rows/);
    const [readme, version, latest] = readdirSync(schema).sort();
    expect([readme, latest]).toEqual(['README_latest.md', 'schema_latest.sql']);
    expect(version).toMatch(/^schema_\d{8}_\d{6}\.sql$/);
    expect(readlinkSync(join(schema, 'schema_latest.sql'))).toBe(version);
    // Where this fails, `npm run backup` writes it anew.
    expect(readFileSync(join(schema, 'README_latest.md'), 'utf8')).toBe(readFileSync(COMMITTED, 'utf8'));
  });

  test('leaves the files as they are where nothing changed, or the schema is broken', { tags: ['long'] }, async () => {
    const dir = projectDirectory();
    const schema = join(dir, 'sql/schema');
    await runCli(dir, 'backup', ...EMBEDDED);
    const written = stateOf(schema);

    const second = await runCli(dir, 'backup', '--json', ...EMBEDDED);
    expect(second.code).toBe(0);
    expect(second.stderr).toContain(`= version    unchanged since ${readlinkSync(join(schema, 'schema_latest.sql'))}`);
    expect(JSON.parse(second.stdout)).toMatchObject({
      ok: true,
      hypertables: 4,
      version: { status: 'unchanged', readme: 'unchanged' },
    });
    expect(stateOf(schema)).toEqual(written);

    const init = join(dir, 'sql/init/01_init_timescaledb.sql');
    const original = readFileSync(init, 'utf8');
    edit(init, (text) => text.replace(/^SELECT (public\.)?create_hypertable\(\s*'trading\.positions'[^;]*;/m, ''));
    writeFileSync(join(dir, 'sql/init/02_columnstore.sql'), '');
    const lost = await runCli(dir, 'backup', ...EMBEDDED);
    expect(lost.code).toBe(1);
    expect(lost.stderr).toMatch(
      /trading\.positions +is a plain table, required: hypertable on timestamp, chunk interval 1 day/,
    );
    expect(lost.stderr).toMatch(/its table is made at sql\/init\/01_init_timescaledb\.sql:\d+/);
    expect(stateOf(schema)).toEqual(written);

    const lines = original.split('\n');
    const at = lines.findIndex((line) => /^\s+open +numeric/i.test(line));
    lines[at] = (lines[at] as string).replace(/numeric/i, 'NUMERC!');
    writeFileSync(init, lines.join('\n'));
    const broken = await runCli(dir, 'backup', ...EMBEDDED);
    expect(broken.code).toBe(1);
    const column = (lines[at] as string).indexOf('!') + 1;
    expect(broken.stderr).toContain(
      `sql/init/01_init_timescaledb.sql:${at + 1}:${column}  syntax error at or near "!"`,
    );
    expect(broken.stderr).toMatch(/\n +│ +\^/);
    expect(stateOf(schema)).toEqual(written);
  });
});

describe('dump and restore-test', () => {
  test('the same bytes twice; the dump is proved alone; a lost policy is named', { tags: ['long'] }, async () => {
    const dir = projectDirectory();
    const [once, again] = await Promise.all([
      runCli(dir, 'dump', '--init', 'sql/init/*.sql', '-o', 'once.sql', ...EMBEDDED),
      runCli(dir, 'dump', '--init', 'sql/init/*.sql', ...EMBEDDED),
    ]);
    expect([once.code, again.code]).toEqual([0, 0]);
    const text = readFileSync(join(dir, 'once.sql'), 'utf8');
    expect(again.stdout).toBe(text);

    const alone = await runCli(dir, 'restore-test', 'once.sql', ...EMBEDDED);
    expect(alone.stderr).toContain('4 of 4 hypertables accept rows');
    expect(alone.code).toBe(0);

    const policy = /^SELECT .*add_compression_policy\('trading\.orders'.*\n/m;
    edit(join(dir, 'once.sql'), (before) => before.replace(policy, ''));
    const against = await runCli(dir, 'restore-test', 'once.sql', '--init', 'sql/init/*.sql', '--json', ...EMBEDDED);
    expect(against.code).toBe(1);
    const { proof, intact } = JSON.parse(against.stdout);
    expect(intact).toBe(false);
    expect(proof.losses).toHaveLength(1);
    expect(proof.losses[0]).toMatchObject({
      kind: 'columnstore policy',
      object: 'columnstore policy on trading.orders',
      property: null,
      to: null,
    });
    expect(against.stderr).toContain('columnstore policy on trading.orders   is lost');
  });
});

describe('completion', () => {
  test.each([
    [['di'], ['diff']],
    [
      ['backup', '--engine', ''],
      ['auto', 'docker', 'embedded'],
    ],
    [['stack', 'promo'], ['promote']],
  ])('a shell that asks about %j is told', async (words, expected) => {
    const { code, stdout } = await runCli(projectDirectory(), 'complete', '--', ...words);
    expect([code, stdout.split('\n').flatMap((line) => /^([^:\t]+)\t/.exec(line)?.[1] ?? [])]).toEqual([0, expected]);
  });

  test.each(['bash', 'zsh', 'fish', 'powershell'])('%s gets a script', async (shell) => {
    const { code, stdout } = await runCli(projectDirectory(), 'completion', shell);
    expect([code, stdout.includes('timescale-ci')]).toEqual([0, true]);
  });
});

describe('usage', () => {
  test.each([
    [['bakcup'], "unknown command 'bakcup'"],
    [['dump', '--engine', 'postgres'], 'Allowed choices are auto, docker, embedded'],
    [['dump', '--init', 'nowhere/*.sql'], 'no SQL file matches nowhere/*.sql'],
    [['backup', '--config', 'missing.yml'], 'cannot read the settings file'],
    [['restore-test', 'missing.sql'], 'cannot read the dump missing.sql'],
    [['dump', '--init', 'a.sql', '--database-url', 'postgres://x'], 'cannot be used with'],
  ])('%j ends with exit code 2 and a word on what to do', async (args, message) => {
    const run = await runCli(projectDirectory(), ...args);
    expect(run.stderr).toContain(message);
    expect(run).toMatchObject({ code: 2, stdout: '' });
  });

  test('a simulation ends when it is told to', { tags: ['long'] }, async () => {
    const args = [join(import.meta.dirname, '../../dist/cli.js'), 'simulate', '--days', '3650'];
    const child = spawn(process.execPath, args, { cwd: projectDirectory(), stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      told += text;
      if (/[✓!] init/.test(told)) child.kill('SIGTERM');
    });
    expect(await new Promise((done) => child.on('close', done))).toBe(143);
    const many = await runCli('/', 'simulate', '--days', '99999999');
    expect([many.code, many.stderr]).toEqual([2, expect.stringContaining('from 1 to 3,650')]);
  });

  test('SARIF of SQL that fails has the statement', { tags: ['long'] }, async () => {
    const dir = projectDirectory();
    writeFileSync(join(dir, 'sql/init/01_init_timescaledb.sql'), 'SELECT 1;\nCREATE TABEL x ();\n');
    const run = await runCli(dir, 'validate', '--format', 'sarif', ...EMBEDDED);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('syntax error at or near "TABEL"');
    const [result] = JSON.parse(run.stdout).runs[0].results;
    expect(result.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'sql/init/01_init_timescaledb.sql' },
      region: { startLine: 2 },
    });
    const both = await runCli(dir, 'validate', '--format', 'sarif', '--json');
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('choose one')]);
  });

  test('whoever closes the pipe has what they wanted, of the help too', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../dist/cli.js'), '--help']);
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (text) => (said += text));
    const code = await new Promise((done) => child.on('close', done));
    expect({ code, said }).toEqual({ code: 0, said: '' });
  });

  test('a mistake in the settings names file, line and key', async () => {
    const dir = projectDirectory();
    edit(join(dir, 'timescale-ci.yml'), (text) => text.replace('chunk-interval: 1 day', 'chunk-intervall: 1 day'));
    const run = await runCli(dir, 'validate');
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(
      /timescale-ci\.yml:\d+:\d+ {2}require\.hypertables\.trading\.positions: .*chunk-intervall/,
    );
  });
});
