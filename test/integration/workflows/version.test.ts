/** @module-tag long */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { fingerprintOf } from '../../../src/dump/header.ts';
import { disableRyuk } from '../../../src/engine/docker.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { readLatest } from '../../../src/history/read-latest.ts';
import type { WriteResult } from '../../../src/history/write-version.ts';
import { prove } from '../../../src/proof/prove.ts';
import { type Settings, SettingsSchema } from '../../../src/settings/schema.ts';
import { backup as run } from '../../../src/workflows/backup.ts';
import type { Context } from '../../../src/workflows/context.ts';
import { documentDump } from '../../../src/workflows/docs.ts';
import { compareWithLatest, versionDump } from '../../../src/workflows/version.ts';
import { testContext } from '../../support/context.ts';
import { describeDocker, dockerImage } from '../../support/docker.ts';

/** What another server would have written: other versions in the header, and a view as PostgreSQL 15 and before print it. */
function asFromOtherServer(text: string): string {
  return text
    .replace(/^-- Server: .*$/m, '-- Server: TimescaleDB 2.14.2 (community) on PostgreSQL 14.11')
    .replace(
      ' SELECT ts,\n    price\n   FROM public.trades',
      ' SELECT trades.ts,\n    trades.price\n   FROM public.trades',
    )
    .replace(/^-- Fingerprint: .*$/m, `-- Fingerprint: ${'0'.repeat(64)}`);
}

describe('a version is the schema’s, not the server’s', () => {
  let engine: Engine;
  let dump: Dump;
  let cwd: string;
  const settings = SettingsSchema.parse({});

  beforeAll(async () => {
    engine = await startEmbedded('trading_data');
    await using session = await engine.database.connect();
    await session.execute(`CREATE EXTENSION timescaledb;
      CREATE TABLE public.trades (ts timestamptz NOT NULL, price numeric);
      SELECT create_hypertable('trades', 'ts');
      CREATE VIEW dear AS SELECT ts, price FROM trades WHERE price > 1000`);
    dump = await dumpDatabase(engine.database);
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'timescale-ci-version-'));
    return () => rmSync(cwd, { recursive: true, force: true });
  });

  /** What the job does once a dump is proved. */
  async function backup(
    written: Dump,
    readme: string,
    { 'schema-dir': dir }: Settings,
    context: Context,
  ): Promise<WriteResult> {
    const latest = await readLatest(join(cwd, dir));
    const compared = await compareWithLatest(latest, written, engine, written);
    return await versionDump(written, readme, { latest, compared }, settings, context);
  }

  test('the same schema from another server writes no new version', async () => {
    await backup({ ...dump, text: asFromOtherServer(dump.text) }, 'readme', settings, testContext(cwd));
    const context = testContext(cwd, new Date('2026-11-23T02:00:07Z'));
    const result = await backup(dump, 'readme', settings, context);
    expect(result).toMatchObject({ status: 'unchanged', file: 'schema_20261122_020007.sql' });
    expect(context.lines().join('\n')).toContain(
      'written by TimescaleDB 2.14.2 on PostgreSQL 14.11; restored here it is the same schema',
    );
    expect(readdirSync(join(cwd, 'sql/schema'))).toHaveLength(3);
  });

  test('the restore test of what another server wrote passes, and still sees a line that comes back otherwise', async () => {
    const proof = await prove({ text: asFromOtherServer(dump.text) }, null, engine);
    expect(proof).toMatchObject({ proved: true, restored: { fingerprint: dump.fingerprint } });
    const edited = dump.text.replace("'7 days'::interval", "'168:00:00'::interval");
    expect(await prove({ text: edited }, null, engine)).toMatchObject({ proved: false, losses: [] });
  });

  test('its README is the version’s too: it names that one’s schema, and servers in turn leave it alone', async () => {
    const readme = join(cwd, 'sql/schema/README_latest.md');
    let day = 22;
    const inTurn = async (written: Dump, rename: string, chosen = settings): Promise<WriteResult> => {
      const context = testContext(cwd, new Date(Date.UTC(2026, 10, day++)));
      const latest = await readLatest(join(cwd, 'sql/schema'));
      const compared = await compareWithLatest(latest, written, engine, dump);
      const page = documentDump(written, chosen, context, compared.same ? { latest } : {});
      return await versionDump(written, page.replaceAll('dear', rename), { latest, compared }, chosen, context);
    };
    const text = asFromOtherServer(dump.text);
    const theirs = { ...dump, text, fingerprint: fingerprintOf(text) };
    expect(await inTurn(theirs, 'said otherwise')).toMatchObject({ status: 'written', readme: 'written' });
    expect(await inTurn(dump, 'dear')).toMatchObject({ status: 'unchanged', readme: 'unchanged' });
    expect(await inTurn(theirs, 'said otherwise')).toMatchObject({ status: 'unchanged', readme: 'unchanged' });
    expect(readFileSync(readme, 'utf8')).toContain(`schema \`${theirs.fingerprint.slice(0, 8)}\``);

    const chosen = SettingsSchema.parse({ docs: { dictionary: { 'public.trades': 'Every trade' } } });
    expect(await inTurn(dump, 'dear', chosen)).toMatchObject({ status: 'unchanged', readme: 'written' });
    expect(readFileSync(readme, 'utf8')).toContain('Every trade');
    expect(readFileSync(readme, 'utf8')).toContain(`schema \`${theirs.fingerprint.slice(0, 8)}\``);
  });

  test('a real change on top of another server is a new version, and says how it was compared', async () => {
    const other = asFromOtherServer(dump.text).replace("'7 days'::interval", "'1 day'::interval");
    await backup({ ...dump, text: other }, 'readme', settings, testContext(cwd));
    const context = testContext(cwd, new Date('2026-11-23T02:00:07Z'));
    expect(await backup(dump, 'readme', settings, context)).toMatchObject({ status: 'written' });
    expect(context.lines().join('\n')).toContain(
      'compared as TimescaleDB 2.23.0-dev on PostgreSQL 17.5 dumps what TimescaleDB 2.14.2',
    );
  });

  test('what cannot be restored here is said, and counts as changed', async () => {
    const other = asFromOtherServer(dump.text).replace(
      'CREATE EXTENSION',
      'SELECT of_a_later_version();\nCREATE EXTENSION',
    );
    await backup({ ...dump, text: other }, 'readme', settings, testContext(cwd));
    const context = testContext(cwd, new Date('2026-11-23T02:00:07Z'));
    expect(await backup(dump, 'readme', settings, context)).toMatchObject({ status: 'written' });
    expect(context.lines().join('\n')).toMatch(/cannot be restored here to compare: .*of_a_later_version/);
  });

  test('a file of the same server that was edited by hand is not restored, it just differs', async () => {
    await backup(dump, 'readme', settings, testContext(cwd));
    const file = join(cwd, 'sql/schema/schema_20261122_020007.sql');
    writeFileSync(file, `${readFileSync(file, 'utf8')}SELECT 1;\n`);
    const result = await backup(dump, 'readme', settings, testContext(cwd, new Date('2026-11-23T02:00:07Z')));
    expect(result.status).toBe('written');
  });
});

describeDocker('the embedded engine and Docker in turn', () => {
  test('write one version and one README between them', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'timescale-ci-turn-'));
    try {
      disableRyuk(process.env);
      mkdirSync(join(cwd, 'sql/init'), { recursive: true });
      writeFileSync(
        join(cwd, 'sql/init/01.sql'),
        `CREATE EXTENSION timescaledb;
         CREATE TABLE trades (ts timestamptz NOT NULL, venue varchar(8) CHECK (venue IN ('a', 'b')), price numeric);
         SELECT create_hypertable('trades', 'ts');
         CREATE VIEW dear AS SELECT t.ts, t.price FROM trades t WHERE t.venue IN ('a', 'b');\n`,
      );
      const seen: unknown[] = [];
      for (const [i, engine] of (['embedded', 'docker', 'embedded'] as const).entries()) {
        const chosen = SettingsSchema.parse({ engine, image: dockerImage() });
        const { version } = await run(chosen, testContext(cwd, new Date(Date.UTC(2026, 10, 22 + i))));
        const readme = readFileSync(join(cwd, 'sql/schema/README_latest.md'), 'utf8');
        seen.push([version?.status, version?.readme, version?.file, fingerprintOf(readme)]);
      }
      const [[, , file, readme] = []] = seen as string[][];
      expect(seen).toEqual([
        ['written', 'written', file, readme],
        ['unchanged', 'unchanged', file, readme],
        ['unchanged', 'unchanged', file, readme],
      ]);
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  });
});
