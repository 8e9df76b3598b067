import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { ImageCache } from '../../src/engine/image-cache.ts';

const root = mkdtempSync(join(tmpdir(), 'image-cache-'));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const image = (text: string): Blob => new Blob([text]);

test('gives back what was written, for that name and version alone', async () => {
  const cache = new ImageCache(join(root, 'cache'), 'embedded-1-');
  expect(await cache.read('a')).toBeUndefined();
  await cache.write('a', image('A'));
  expect(await (await cache.read('a'))?.text()).toBe('A');
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
  expect(await (await cache.read('a'))?.text()).toBe('a');
  expect(await (await cache.read('d'))?.text()).toBe('d');
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
  expect(await (await cache.read('a'))?.text()).toBe('A whole archive');
});

test('a server from a kept image is as empty as one from a new image', async () => {
  const NAME = 'kept "image"';
  const seen: unknown[] = [];
  for (let start = 0; start < 2; start++) {
    vi.resetModules();
    const { startEmbedded } = await import('../../src/engine/embedded.ts');
    await using engine = await startEmbedded(NAME);
    await using session = await engine.database.connect();
    seen.push(await session.query('SELECT current_database() AS name, count(*)::int AS tables FROM pg_tables'));
    await session.execute('CREATE TABLE left_behind ()');
  }
  expect(seen[0]).toMatchObject([{ name: NAME }]);
  expect(seen[1]).toEqual(seen[0]);
});
