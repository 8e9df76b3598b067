import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { diskFiles, type Files } from '../../../src/history/files.ts';
import type { VersionInput } from '../../../src/history/write-version.ts';

/** Stands in for the dump's fingerprint: everything below the header comment counts. */
export const fingerprint = (text: string): string =>
  createHash('sha256')
    .update(text.replace(/^(--.*\n)*/, ''))
    .digest('hex');

export const NOW = new Date('2026-11-22T02:00:07.900Z');
export const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

const made: string[] = [];
afterEach(async () => {
  for (const dir of made.splice(0)) await rm(dir, { recursive: true, force: true });
});

/** A fresh directory that the test's end removes. */
export async function temporaryDirectory(name = ''): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), `timescale-ci-history-${name}`));
  made.push(dir);
  return dir;
}

/** Input for writeVersion; a test names what it is about. */
export function versionInput(dir: string, input: Partial<VersionInput> = {}): VersionInput {
  return { dir, text: 'CREATE TABLE a ();\n', readme: '# a\n', now: NOW, fingerprint, ...input };
}

/** Every file of a directory with its text, symbolic links as what they lead to. */
export async function contents(dir: string): Promise<Record<string, string>> {
  const entries: Record<string, string> = {};
  for (const name of (await readdir(dir)).sort()) entries[name] = await readFile(join(dir, name), 'utf8');
  return entries;
}

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

type Call = (...args: unknown[]) => unknown;

/**
 * The disk, with every call that changes it shown to `before` first, which may throw. File handles are covered too,
 * under the names `handle.writeFile` and `handle.sync`.
 */
export function watchedFiles(before: (call: string, args: unknown[], real: Call) => unknown): Files {
  const watch = (target: object, prefix: string, names: string[]): object =>
    new Proxy(target, {
      get(object, name) {
        const value = Reflect.get(object, name, object);
        if (typeof value !== 'function') return value;
        const real: Call = value.bind(object);
        if (!names.includes(String(name))) return real;
        return async (...args: unknown[]) => {
          await before(`${prefix}${String(name)}`, args, real);
          const result = await real(...args);
          return name === 'open' ? watch(result as object, 'handle.', ['writeFile', 'sync']) : result;
        };
      },
    });
  return watch({ ...diskFiles }, '', ['link', 'mkdir', 'open', 'rename', 'symlink', 'unlink']) as Files;
}
