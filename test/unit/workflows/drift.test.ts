import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DriftRecord } from '../../../src/diff/drift.ts';
import { withHeader } from '../../../src/dump/header.ts';
import { DriftSchema } from '../../../src/settings/drift.ts';
import { SettingsSchema } from '../../../src/settings/schema.ts';
import { drift } from '../../../src/workflows/drift.ts';
import { applyIgnores } from '../../../src/workflows/drift-ignore.ts';
import { readReference } from '../../../src/workflows/drift-reference.ts';
import { testContext } from '../../support/context.ts';
import { git } from '../../support/git.ts';

const difference = (kind: string, object: string, property: string | null = null): DriftRecord => ({
  class: 'safe',
  kind,
  object,
  property,
  from: null,
  to: null,
  message: '',
  side: 'live',
  undo: null,
});

describe('what the settings ignore', () => {
  const found = [
    difference('index', 'trading.trades_tmp'),
    difference('table', 'trading.trades', 'owner'),
    difference('table', 'trading.trades', 'comment'),
  ];
  const apply = (ignore: object[], now = '2026-11-26T23:59:59Z') =>
    applyIgnores(found, DriftSchema.parse({ ignore }).ignore, new Date(now));

  test('by kind, object and property, each with its reason', () => {
    const { differences, ignored, idle } = apply([
      { kind: 'index', object: 'trading.*_tmp', reason: 'experiments' },
      { object: 'trading.trades', property: 'owner', reason: 'the DBA owns it' },
      { kind: 'view', object: '*', reason: 'none is there' },
    ]);
    expect(differences).toEqual([found[2]]);
    expect(ignored.map(({ by }) => by.reason)).toEqual(['experiments', 'the DBA owns it']);
    expect(idle.map(({ reason }) => reason)).toEqual(['none is there']);
  });

  test('through its last day, and then no more', () => {
    const until = [{ object: '*', reason: 'migration', until: '2026-11-26' }];
    expect(apply(until).differences).toEqual([]);
    const after = apply(until, '2026-11-27T00:00:00Z');
    expect(after.differences).toEqual(found);
    expect(after.expired).toHaveLength(1);
    expect(after.idle).toEqual([]);
  });

  test('never without a reason, nor with a day that does not exist', () => {
    expect(DriftSchema.safeParse({ ignore: [{ object: '*' }] }).success).toBe(false);
    expect(DriftSchema.safeParse({ ignore: [{ object: '*', reason: ' ' }] }).success).toBe(false);
    expect(DriftSchema.safeParse({ ignore: [{ object: '*', reason: 'x', until: '2026-02-30' }] }).success).toBe(false);
  });
});

describe('what a live database is compared with', () => {
  const NAME = 'schema_20261122_020007.sql';
  const text = (body: string) => withHeader(body, { postgres: '17.5', timescaledb: '2.23.0', edition: 'community' });
  let directory: string;
  let first: string;
  const settings = { 'schema-dir': 'db/schema' };
  const read = (against?: string, dir = 'db/schema') =>
    readReference(against, { 'schema-dir': dir }, { cwd: directory, env: process.env });

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'timescale-ci-drift-'));
    mkdirSync(join(directory, 'db/schema'), { recursive: true });
    git(directory, 'init', '--quiet', '--initial-branch=main');
    writeFileSync(join(directory, 'db/schema', NAME), text('SELECT 1;\n'));
    symlinkSync(NAME, join(directory, 'db/schema/schema_latest.sql'));
    git(directory, 'add', '.');
    git(directory, 'commit', '--quiet', '-m', 'one');
    first = git(directory, 'rev-parse', 'HEAD').trim();
    writeFileSync(join(directory, 'db/schema', NAME), text('SELECT 2;\n'));
    git(directory, 'commit', '--quiet', '-am', 'two');
    writeFileSync(join(directory, 'other.sql'), 'SELECT 3;\n');
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test('the latest version, a file, the source, or what a commit has, also through its link', async () => {
    expect(await read()).toMatchObject({
      name: `db/schema/${NAME}`,
      dump: { text: text('SELECT 2;\n') },
      commit: null,
    });
    expect(await read(`db/schema/${NAME}`)).toMatchObject({ name: `db/schema/${NAME}` });
    expect(await read('init')).toEqual({ name: 'the source', dump: null, commit: null });
    for (const commit of [first, first.slice(0, 8), 'HEAD~1', 'main~1']) {
      expect(await read(commit)).toEqual({
        name: `db/schema/${NAME} of ${first.slice(0, 7)}`,
        dump: { text: text('SELECT 1;\n'), file: null },
        commit: first,
      });
    }
  });

  test.each([
    ['nowhere', 'nowhere is neither a file nor a commit of this checkout'],
    ['--output=x', '--output=x is neither a file nor a commit of this checkout'],
    ['other.sql', 'other.sql is no dump of timescale-ci'],
    ['db', 'db cannot be read: it is a directory'],
  ])('%s is none', async (against, message) => {
    await expect(read(against)).rejects.toMatchObject({ message, exitCode: 2 });
  });

  test('no version, in the checkout or in a commit', async () => {
    await expect(read(undefined, 'nothing')).rejects.toThrow(
      'there is no schema_latest.sql in nothing to compare with',
    );
    await expect(read('HEAD', 'nothing')).rejects.toThrow(/^commit \w{7} has no nothing\/schema_latest\.sql$/);
  });

  test('without a database nothing is asked', async () => {
    await expect(drift({}, SettingsSchema.parse(settings), testContext(directory))).rejects.toMatchObject({
      message: 'there is no database to look at',
      exitCode: 2,
    });
  });
});
