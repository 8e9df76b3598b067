import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { UserError } from '../errors.ts';
import { decode, type ScriptFile, type ToolRules } from '../script/files.ts';
import type { Folder } from './folder.ts';
import type { LeftOut } from './types.ts';

/** No SQL script of a person is larger when it is unpacked. */
const LARGEST = 64 * 1024 * 1024;

/** A file of a folder, ready to run. */
export async function scriptOf(folder: Folder, file: string, text?: string, tool?: ToolRules): Promise<ScriptFile> {
  return {
    name: folder.display(file),
    path: join(folder.path, file),
    text: text ?? (file.endsWith('.gz') ? await unpacked(folder, file) : await folder.text(file)),
    ...(tool === undefined ? {} : { tool }),
  };
}

async function unpacked(folder: Folder, file: string): Promise<string> {
  const bytes = await folder.bytes(file);
  try {
    return decode(gunzipSync(bytes, { maxOutputLength: LARGEST }), folder.display(file));
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(`${folder.display(file)} cannot be unpacked`, { hint: 'Pack it again with gzip.', cause });
  }
}

/** The way out of a transaction around all files, for those that came to production one by one. */
export function aloneHint({ name }: Folder): string {
  return `Where each file came to production by itself, this runs them so: source: { path: ${name}, layout: plain }.`;
}

/** Files that a rule of the tool leaves out. */
export function left(folder: Folder, files: readonly string[], why: string): LeftOut[] {
  return files.map((file) => ({ name: folder.display(file), why, unexpected: false }));
}

/** The parts of scripts that take back what the same file builds. */
export function downSections(folder: Folder, read: readonly { name: string; left: number }[]): LeftOut[] {
  return read
    .filter((script) => script.left > 0)
    .map(({ name }) => ({
      name: `the down section of ${folder.display(name)}`,
      why: 'takes a migration back',
      unexpected: false,
    }));
}

/** The scripts of a folder that are neither run nor left out by a rule: nobody runs them. */
export function strays(folder: Folder, files: readonly string[], known: readonly string[], why: string): LeftOut[] {
  const listed = new Set(known);
  return files
    .filter((file) => /\.sql(\.gz)?$/i.test(file) && !listed.has(file))
    .map((file) => ({ name: folder.display(file), why, unexpected: true }));
}

/** The first of a folder's scripts that says something; looked for in a few of them, at both ends. */
export async function firstSaying(folder: Folder, pattern: RegExp): Promise<string | undefined> {
  const files = await folder.files(/\.sql$/i);
  for (const file of [...new Set([...files.slice(0, 5), ...files.slice(-5)])]) {
    if (pattern.test(await folder.glance(file))) return file;
  }
  return undefined;
}
