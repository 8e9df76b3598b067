import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangeClass } from '../../../src/diff/change.ts';
import { disableRyuk, startDocker } from '../../../src/engine/docker.ts';
import { SettingsSchema } from '../../../src/settings/schema.ts';
import { type DiffResult, diff } from '../../../src/workflows/diff.ts';
import { dump } from '../../../src/workflows/dump.ts';
import { testContext } from '../../support/context.ts';
import { describeDocker, dockerImage } from '../../support/docker.ts';
import { containersOf } from '../support/images.ts';

const OLD = `CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA trading;
CREATE TABLE trading.trades (ts timestamptz NOT NULL, symbol text NOT NULL, price numeric(18, 6));
CREATE TABLE trading.venues (kind varchar(8) CHECK (kind IN ('exchange', 'dark'))); -- is printed as it is not read
SELECT create_hypertable('trading.trades', 'ts', chunk_time_interval => interval '7 days');
CREATE VIEW trading.latest AS SELECT t.symbol, max(t.price) AS price FROM trading.trades t GROUP BY t.symbol;
`;
const POLICY = "SELECT add_retention_policy('trading.trades', drop_after => interval '90 days');\n";
const NEW = OLD.replace('7 days', '1 day')
  .replace('price numeric(18, 6))', 'cost numeric(18, 6) -- timescale-ci: renamed-from price\n)')
  .replace('max(t.price) AS price', 'max(t.cost) AS cost');

let directory: string;
const settings = SettingsSchema.parse({ engine: 'embedded' });
const write = (name: string, text: string): string => {
  const path = join(directory, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const compare = (from: string, to: string, failOn: ChangeClass[] = []): Promise<DiffResult> =>
  diff({ old: from, new: to }, failOn, settings, testContext(directory));

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'timescale-ci-diff-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('a diff', () => {
  test('of directories and of dumps is the same, and names the policy that was cut out of a dump', {
    tags: ['long'],
  }, async () => {
    write('old/01.sql', OLD);
    write('old/02.sql', POLICY);
    write('new/01.sql', NEW);
    const dumps = await Promise.all(
      ['old', 'new'].map(async (name) => {
        const { text } = await dump({ ...settings, init: [name] }, testContext(directory));
        return write(`${name}-dump.sql`, text);
      }),
    );
    const [oldDump = '', newDump = ''] = dumps;
    const ofFiles = await compare('old', 'new/*.sql', ['data-loss', 'recompress', 'breaking']);
    const ofDumps = await compare(oldDump, newDump);
    expect(ofFiles.document.fingerprints).toEqual(ofDumps.document.fingerprints);
    // The comment that sets the rename is in the scripts only: without it values may be lost.
    expect(ofDumps.document.changes.find(({ class: level }) => level === 'data-loss')).toMatchObject({
      object: 'trading.trades.price',
      message: expect.stringContaining('-- timescale-ci: renamed-from price'),
    });
    expect(ofFiles.failing).toEqual(['recompress', 'breaking']);
    expect(ofFiles.document).toMatchObject({
      equal: false,
      classes: { 'data-loss': 0, breaking: 2, recompress: 1, locks: 0, safe: 1 },
      changes: [
        { class: 'breaking', kind: 'column', object: 'trading.latest.cost', property: 'name' },
        { class: 'breaking', object: 'trading.trades.cost', property: 'name', from: 'price', to: 'cost' },
        { class: 'recompress', object: 'trading.trades', property: 'chunk interval', from: '7 days', to: '1 day' },
        { class: 'safe', kind: 'policy', object: 'trading.trades', property: 'retention', to: null },
      ],
    });

    const dumped = readFileSync(oldDump, 'utf8');
    const cut = dumped.replace(/^SELECT public\.(add_retention_policy|alter_job)\([^;]*;\n/gm, '');
    expect(cut.length).toBeLessThan(dumped.length);
    const { document } = await compare(write('cut.sql', cut), 'old');
    expect(document.changes).toEqual([
      {
        class: 'data-loss',
        kind: 'policy',
        object: 'trading.trades',
        property: 'retention',
        from: null,
        to: 'after 90 days',
        message: 'rows older than 90 days are dropped at its first run, which is due at once',
      },
    ]);
    expect(document.fingerprints.new).toBe(ofFiles.document.fingerprints.old);
  });

  test('of what is not there says so before a server is started', async () => {
    write('one.sql', OLD);
    const context = testContext(directory);
    await expect(diff({ old: 'one.sql', new: 'nowhere' }, [], settings, context)).rejects.toThrow(
      'no SQL file matches nowhere',
    );
    expect(context.lines()).toEqual(['']);
  });
});

describeDocker('a diff with a live database', () => {
  test('is the same as with the directory that it was built from', async () => {
    disableRyuk(process.env);
    const label = `diff-${process.pid}`;
    await using server = await startDocker({ image: dockerImage(), database: 'trading_data', label });
    const [found] = await containersOf(label);
    const { NetworkSettings, Id } = (await found?.inspect()) ?? {};
    const url = `postgres://somebody:secret@${NetworkSettings?.Networks['bridge']?.IPAddress}:5432/trading_data`;
    await using session = await server.database.connect();
    await session.execute(OLD);
    await session.execute("CREATE ROLE somebody LOGIN PASSWORD 'secret' IN ROLE pg_read_all_data");
    const program = write(
      'pg_dump',
      `#!/bin/sh\nexec docker exec --env PGPASSWORD --env PGCLIENTENCODING ${Id} pg_dump "$@"\n`,
    );
    chmodSync(program, 0o755);
    const context = { ...testContext(directory), env: { ...process.env, PG_DUMP: program } };
    write('live/old/01.sql', OLD);
    cpSync(join(directory, 'live/old'), join(directory, 'live/new'), { recursive: true });
    writeFileSync(
      join(directory, 'live/new/01.sql'),
      readFileSync(join(directory, 'live/old/01.sql'), 'utf8').replace('7 days', '1 day'),
    );

    const same = await diff({ old: 'live/old', new: url }, [], settings, context);
    expect(same.document).toMatchObject({ equal: true, changes: [] });
    expect(same.document.fingerprints.old).toBe(same.document.fingerprints.new);
    const changed = await diff({ old: url, new: 'live/new' }, ['recompress'], settings, context);
    expect(changed.failing).toEqual(['recompress']);
    expect(changed.document.changes).toMatchObject([{ property: 'chunk interval', from: '7 days', to: '1 day' }]);
    const ofFiles = await diff({ old: 'live/old', new: 'live/new' }, [], settings, context);
    expect(changed.document).toEqual(ofFiles.document);
    expect(context.lines().join('\n')).not.toContain('secret');
  });
});
