import { isUtf8 } from 'node:buffer';
import * as fs from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Worker } from 'node:worker_threads';
import { messageOf, UserError } from '../errors.ts';

/** One script to run. */
export interface ScriptFile {
  /** As people know it: relative to the working directory, with forward slashes. */
  name: string;
  /** The absolute path. */
  path: string;
  text: string;
  /** How the tool that the file was written for runs it; as psql would where it is not set. */
  tool?: ToolRules | undefined;
  /** A program for a shell, as the official image runs it in the container. */
  shell?: boolean;
}

/** How a migration tool runs a file, as far as it decides what the statements do. */
export interface ToolRules {
  /** As people know it: `goose`. */
  name: string;
  /**
   * `block`: the tool writes BEGIN before the file and COMMIT after it. `query`: it sends the file as one query, which is a
   * transaction where there are two statements or more. `none`: each statement by itself. `whole`: one BEGIN before the
   * first file and one COMMIT after the last.
   */
  transaction: 'block' | 'query' | 'none' | 'whole';
  /** What a person does to have a file run outside of a transaction. */
  outside: string;
  /** True where the session of the file before goes on, with its settings. */
  continues: boolean;
  /** psql variables that the file starts with. */
  variables?: Readonly<Record<string, string>>;
}

/**
 * Finds and reads the scripts that file names, directories and glob patterns stand for: in the order given, the matches
 * of one pattern by name, in byte order whatever the locale; a directory stands for its *.sql files. A file that is
 * matched twice, be it through a symbolic link, counts where it came first.
 *
 * @param cwd the directory that the patterns and the names in messages are relative to
 * @throws UserError where a pattern matches nothing or takes too long, or a file is not UTF-8 text
 */
export async function resolveInit(patterns: readonly string[], cwd: string): Promise<ScriptFile[]> {
  const paths = new Map<string, string>();
  for (const pattern of patterns) {
    const matches = await expand(pattern, cwd);
    if (matches.length === 0) {
      throw new UserError(`no SQL file matches ${pattern}`, {
        hint: `${isAbsolute(pattern) ? '' : `It is relative to ${cwd}. `}Give a file, a directory with *.sql files or a quoted pattern, such as 'sql/init/*.sql'.`,
      });
    }
    for (const match of matches) {
      const real = await fs.realpath(match);
      if (!paths.has(real)) paths.set(real, match);
    }
  }
  return Promise.all([...paths.values()].map((path) => readScript(path, cwd)));
}

/** Reads one script. */
export async function readScript(path: string, cwd: string): Promise<ScriptFile> {
  const name = displayName(path, cwd);
  let bytes: Buffer;
  try {
    bytes = await fs.readFile(path);
  } catch (cause) {
    const { message, hint } = REASONS[(cause as { code?: string }).code ?? '']?.(name) ?? { message: messageOf(cause) };
    throw new UserError(message, { cause, ...(hint === undefined ? {} : { hint }) });
  }
  return { name, path, text: decode(bytes, name) };
}

const REASONS: Record<string, (name: string) => { message: string; hint?: string }> = {
  ENOENT: (name) => ({ message: `there is no file ${name}` }),
  EISDIR: (name) => ({ message: `${name} is a directory`, hint: `Name a file in it: ${name}/….sql` }),
  EACCES: (name) => ({ message: `${name} may not be read`, hint: `Let whoever runs this read it: chmod a+r ${name}` }),
};

/** The path of a file as people know it. */
export function displayName(path: string, cwd: string): string {
  return relative(cwd, path).split(sep).join('/') || '.';
}

async function expand(pattern: string, cwd: string): Promise<string[]> {
  const plain = resolve(cwd, pattern);
  const found = await fs.stat(plain).catch(() => undefined);
  if (found?.isDirectory()) {
    const names = (await fs.readdir(plain)).filter((name) => name.endsWith('.sql') && !name.startsWith('.'));
    return onlyFiles(names.map((name) => join(plain, name)));
  }
  if (found !== undefined) return [plain];
  const matches = (await glob(pattern, cwd)).map((match) => resolve(cwd, match));
  // As in a shell, a hidden file must be asked for by its dot.
  const hidden = basename(pattern).startsWith('.');
  return onlyFiles(matches.filter((match) => hidden || !basename(match).startsWith('.')));
}

/** A pattern can stand for millions of others (`{a,b}` 25 times over), so it is read in a thread that can be ended. */
async function glob(pattern: string, cwd: string): Promise<string[]> {
  const worker = new Worker(GLOB, { eval: true, workerData: { pattern, cwd }, execArgv: ['--no-warnings'] });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<string[]>((found, failed) => {
      worker.once('message', found);
      worker.once('error', failed);
      timer = setTimeout(() => {
        const hint = 'Use fewer braces and stars, or name the directory.';
        failed(new UserError(`looking for the files of ${pattern} took longer than ${GLOB_MS / 1000} s`, { hint }));
      }, GLOB_MS);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

const GLOB = `
const { parentPort, workerData } = require('node:worker_threads');
parentPort.postMessage(require('node:fs').globSync(workerData.pattern, { cwd: workerData.cwd }));
`;
/** As long as a look through a very large repository takes. */
const GLOB_MS = 10_000;

async function onlyFiles(paths: string[]): Promise<string[]> {
  const files: Buffer[] = [];
  for (const path of paths) if ((await fs.stat(path)).isFile()) files.push(Buffer.from(path));
  return files.sort(Buffer.compare).map(String);
}

/** The text of a file's bytes, without a byte order mark. */
export function decode(bytes: Buffer, name: string): string {
  const refuse = (problem: string, hint: string): UserError => new UserError(`${name} ${problem}`, { hint });
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw refuse('is compressed', 'Decompress it with gunzip.');
  if (bytes.subarray(0, 5).toString('latin1') === 'PGDMP') {
    throw refuse('is a pg_dump archive, not SQL', 'Write it as SQL with pg_restore -f FILE.sql.');
  }
  if (!isUtf8(bytes) || bytes.includes(0)) {
    throw refuse(`is not UTF-8 text (line ${firstBadLine(bytes)})`, 'Convert it, for example with iconv -t UTF-8.');
  }
  return new TextDecoder().decode(bytes);
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const next = bytes.indexOf(0x0a, start);
    const end = next < 0 ? bytes.length : next;
    const text = bytes.subarray(start, end);
    if (!isUtf8(text) || text.includes(0)) break;
    start = end + 1;
  }
  return line;
}
