import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { afterEach, expect, test, vi } from 'vitest';
import { ImageCache } from '../../src/engine/image-cache.ts';

const root = mkdtempSync(join(tmpdir(), 'image-cache-'));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const image = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (kept: Uint8Array | undefined): string => new TextDecoder().decode(kept);

test('gives back what was written, for that name and version alone', async () => {
  const cache = new ImageCache(join(root, 'cache'), 'embedded-1-');
  expect(await cache.read('a')).toBeUndefined();
  await cache.write('a', image('A'));
  expect(text(await cache.read('a'))).toBe('A');
  expect(await cache.read('b')).toBeUndefined();
  expect(await new ImageCache(join(root, 'cache'), 'embedded-2-').read('a')).toBeUndefined();
});

test('keeps the three images that were used last', async () => {
  const directory = join(root, 'cache');
  const cache = new ImageCache(directory, 'embedded-1-');
  for (const name of ['a', 'b', 'c']) await cache.write(name, image(name));
  for (const file of readdirSync(directory)) utimesSync(join(directory, file), 1, 1);
  await cache.read('a');
  await cache.write('d', image('d'));
  expect(readdirSync(directory)).toHaveLength(3);
  expect(text(await cache.read('a'))).toBe('a');
  expect(text(await cache.read('d'))).toBe('d');
});

test('gives the image that was used last, of its own version', async () => {
  const directory = join(root, 'cache');
  const cache = new ImageCache(directory, 'embedded-1-');
  expect(await cache.readNewest()).toBeUndefined();
  for (const name of ['a', 'b']) await cache.write(name, image(name));
  for (const file of readdirSync(directory)) utimesSync(join(directory, file), 1, 1);
  await cache.read('a');
  await new ImageCache(directory, 'embedded-2-').write('c', image('c'));
  expect(text(await cache.readNewest())).toBe('a');
});

test('does without where it cannot write, and leaves nothing half-written', async () => {
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'file'), '');
  const cache = new ImageCache(join(root, 'file', 'cache'), 'embedded-1-');
  await cache.write('a', image('A'));
  expect(await cache.read('a')).toBeUndefined();
  expect(readdirSync(root)).toEqual(['file']);
});

test('an image that was damaged since is not taken', async () => {
  const directory = join(root, 'cache');
  const cache = new ImageCache(directory, 'embedded-1-');
  await cache.write('a', image('A whole archive'));
  const [file = ''] = readdirSync(directory);
  for (const length of [0, 20, 40]) {
    truncateSync(join(directory, file), length);
    expect(await cache.read('a')).toBeUndefined();
    await cache.write('a', image('A whole archive'));
  }
  expect(text(await cache.read('a'))).toBe('A whole archive');
});

test('a server from a kept image is as empty as one from a new image', async () => {
  // Of no other run, so that the first is new. What it begins with is a kept one of another name, which it renames.
  const NAME = `kept "image" ${process.pid}`;
  const seen: unknown[] = [];
  for (let start = 0; start < 2; start++) {
    vi.resetModules();
    const { startEmbedded } = await import('../../src/engine/embedded.ts');
    await using engine = await startEmbedded(NAME);
    await using session = await engine.database.connect();
    seen.push(
      await session.query(
        'SELECT current_database() AS name, count(*)::int AS tables, (SELECT array_agg(datname::text ORDER BY oid) FROM pg_database) AS databases FROM pg_tables',
      ),
    );
    await session.execute('CREATE TABLE left_behind ()');
  }
  expect(seen[0]).toMatchObject([{ name: NAME, databases: ['template1', 'template0', 'postgres', NAME] }]);
  expect(seen[1]).toEqual(seen[0]);
});

test('what one server writes is in no other, though both began with the same files', { tags: ['long'] }, async () => {
  const { startEmbedded } = await import('../../src/engine/embedded.ts');
  await using engine = await startEmbedded('trading_data');
  await using first = await engine.scratch();
  {
    await using session = await first.connect();
    await session.execute(
      'CREATE EXTENSION hstore; CREATE TABLE t AS SELECT generate_series(1, 5000) AS n; CHECKPOINT',
    );
  }
  await using second = await engine.scratch();
  await using session = await second.connect();
  const [seen] = await session.query(`
    SELECT to_regclass('t') AS left, (SELECT count(*)::int FROM pg_extension) AS extensions,
      (SELECT count(*)::int FROM pg_available_extensions WHERE name IN ('hstore', 'timescaledb', 'uuid-ossp')) AS offered`);
  expect(seen).toEqual({ left: null, extensions: 1, offered: 3 });
});

test('a kept image is of a server that was stopped, so that none begins with the recovery from a crash', async () => {
  const { startEmbedded } = await import('../../src/engine/embedded.ts');
  await using engine = await startEmbedded('trading_data');
  expect(engine.kind).toBe('embedded');
  const kept = await (await ImageCache.of('@electric-sql/pglite')).read('trading_data');
  type Kept = { content: Uint8Array; entries: { path: string; place?: { start: number } }[] };
  const { content, entries } = deserialize(kept ?? new Uint8Array()) as Kept;
  const start = entries.find(({ path }) => path.endsWith('/global/pg_control'))?.place?.start ?? 0;
  // DBState follows the system identifier and two versions (pg_control.h); DB_SHUTDOWNED is 1, DB_IN_PRODUCTION 6.
  expect(Buffer.from(content).readUInt32LE(start + 16)).toBe(1);
});
