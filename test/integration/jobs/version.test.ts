import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine } from '../../../src/engine/types.ts';
import type { Source } from '../../../src/jobs/source.ts';
import { versionDump } from '../../../src/jobs/version.ts';
import { SettingsSchema } from '../../../src/settings/schema.ts';
import { testContext } from '../../support/context.ts';

/** What another server would have written: other versions in the header, and other bytes for the same schema. */
function asFromOtherServer(text: string): string {
  return text
    .replace(/^-- Server: .*$/m, '-- Server: TimescaleDB 2.14.2 (community) on PostgreSQL 14.11')
    .replace('\nCREATE TABLE public.trades (', '\n\nCREATE TABLE   public.trades (')
    .replace(/^-- Fingerprint: .*$/m, `-- Fingerprint: ${'0'.repeat(64)}`);
}

describe('a version is the schema’s, not the server’s', () => {
  let engine: Engine;
  let source: Source;
  let dump: Dump;
  let cwd: string;
  const settings = SettingsSchema.parse({});

  beforeAll(async () => {
    engine = await startEmbedded('trading_data');
    source = {
      engine,
      builder: undefined,
      ran: [],
      scripts: [],
      statements: [],
      [Symbol.asyncDispose]: async () => {},
    };
    await using session = await engine.database.connect();
    await session.execute(`CREATE EXTENSION timescaledb;
      CREATE TABLE public.trades (ts timestamptz NOT NULL, price numeric);
      SELECT create_hypertable('trades', 'ts')`);
    dump = await dumpDatabase(engine.database);
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'timescale-ci-version-'));
    return () => rmSync(cwd, { recursive: true, force: true });
  });

  test('the same schema from another server writes no new version', async () => {
    await versionDump(source, { ...dump, text: asFromOtherServer(dump.text) }, 'readme', settings, testContext(cwd));
    const context = testContext(cwd, new Date('2026-11-23T02:00:07Z'));
    const result = await versionDump(source, dump, 'readme', settings, context);
    expect(result).toMatchObject({ status: 'unchanged', file: 'schema_20261122_020007.sql' });
    expect(context.lines().join('\n')).toContain(
      'written by TimescaleDB 2.14.2 on PostgreSQL 14.11; restored here it is the same schema',
    );
    expect(readdirSync(join(cwd, 'sql/schema'))).toHaveLength(3);
  });

  test('a real change on top of another server is a new version, and says how it was compared', async () => {
    const other = asFromOtherServer(dump.text).replace("'7 days'::interval", "'1 day'::interval");
    await versionDump(source, { ...dump, text: other }, 'readme', settings, testContext(cwd));
    const context = testContext(cwd, new Date('2026-11-23T02:00:07Z'));
    expect(await versionDump(source, dump, 'readme', settings, context)).toMatchObject({ status: 'written' });
    expect(context.lines().join('\n')).toContain(
      'compared as TimescaleDB 2.23.0-dev on PostgreSQL 17.5 dumps what TimescaleDB 2.14.2',
    );
  });

  test('what cannot be restored here is said, and counts as changed', async () => {
    const other = asFromOtherServer(dump.text).replace(
      'CREATE EXTENSION',
      'SELECT of_a_later_version();\nCREATE EXTENSION',
    );
    await versionDump(source, { ...dump, text: other }, 'readme', settings, testContext(cwd));
    const context = testContext(cwd, new Date('2026-11-23T02:00:07Z'));
    expect(await versionDump(source, dump, 'readme', settings, context)).toMatchObject({ status: 'written' });
    expect(context.lines().join('\n')).toMatch(/cannot be restored here to compare: .*of_a_later_version/);
  });

  test('a file of the same server that was edited by hand is not restored, it just differs', async () => {
    await versionDump(source, dump, 'readme', settings, testContext(cwd));
    const file = join(cwd, 'sql/schema/schema_20261122_020007.sql');
    writeFileSync(file, `${readFileSync(file, 'utf8')}SELECT 1;\n`);
    const result = await versionDump(
      source,
      dump,
      'readme',
      settings,
      testContext(cwd, new Date('2026-11-23T02:00:07Z')),
    );
    expect(result.status).toBe('written');
  });
});
