import { statSync } from 'node:fs';
import { basename, relative, resolve, sep } from 'node:path';
import type { FSWatcher } from 'chokidar';
import { Option, type Command as Program } from 'commander';
import { cleanUp } from '../engine/cleanup.ts';
import { startAhead } from '../engine/embedded.ts';
import { UserError } from '../errors.ts';
import { ScriptError } from '../script/error.ts';
import type { Settings } from '../settings/schema.ts';
import type { Flags } from './options.ts';
import { attempt, type Command, openShell, runCommand, type Work } from './run.ts';

/** What `withWatch` adds to the flags of a command. */
export interface WatchFlags extends Flags {
  watch?: boolean;
}

export function withWatch(command: Program): Program {
  const flag = new Option('--watch', 'run again whenever a file that it reads is saved, until Ctrl-C');
  return command.addOption(flag.conflicts(['databaseUrl', 'json']));
}

/** What a command is beside what it does. */
export interface Repeatable {
  writes: boolean;
  /** The files that it writes, which are no change. */
  written?: readonly (string | undefined)[];
}

/**
 * Runs a command as `runCommand` does; with --watch again on every change, on servers that were started before they are
 * needed. What fails is told, and waits for the change that mends it. A signal ends it.
 */
export async function runOrWatch(
  flags: WatchFlags,
  command: Command,
  { writes, written = [] }: Repeatable,
): Promise<void> {
  if (flags.watch !== true) return runCommand(flags, command, writes);
  const shell = openShell(flags, writes);
  const { reporter, cwd } = shell.context;
  const outputs = written.flatMap((file) => (file === undefined ? [] : [resolve(cwd, file)]));
  const files = new WatchedFiles(cwd, shell.file, outputs);
  const work: Work = async (load, context) => {
    const settings = await load();
    if (settings['database-url'] !== undefined)
      throw new UserError('a live database cannot be watched', {
        hint: '--watch is for a schema that is built from files.',
      });
    await files.follow(settings);
    try {
      return await command(settings, { ...context, reads: (names) => files.add(names) });
    } catch (error) {
      // It may be in a file that an earlier one includes.
      if (error instanceof ScriptError) files.add([error.file]);
      throw error;
    }
  };
  try {
    await files.follow();
    for (;;) {
      await attempt(shell, work);
      reporter.closing(`Waiting for changes in ${files.describe()}. Ctrl-C ends it.`);
      await startAhead();
      const changes = await files.changes();
      reporter.heading(`\n${new Date().toTimeString().slice(0, 8)}  ${changes.join(', ')}`);
    }
  } finally {
    await files.close();
    await cleanUp();
  }
}

/** Editors save in several steps, and a change of branch touches many files: what comes together is one change. */
const TOGETHER_MS = 60;
const WORDS: Record<string, string> = { add: 'is new', change: 'changed', unlink: 'is gone' };
/** How often files that are known by name are looked at: the watcher needs a moment for each that is new to it. */
const LOOK_MS = 250;
/** More of them are not read. */
const MOST_NAMED = 3;
const SCRIPT = /\.(sql|sh)(\.gz)?$/i;

/** The files that a run reads, and what becomes of them. */
class WatchedFiles {
  readonly #cwd: string;
  readonly #settingsFile: string;
  readonly #written: ReadonlySet<string>;
  #watcher: FSWatcher | undefined;
  /** Directories and files that are looked at, absolute. */
  #places: readonly string[] = [];
  /** Where every file counts, and not scripts alone. */
  #whole = false;
  #skipped = '';
  /** Files that are known by name, with what was last seen of them; empty where there was none. */
  readonly #read = new Map<string, string>();
  readonly #changed = new Map<string, string>();
  #settled: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(cwd: string, settingsFile: string, written: readonly string[]) {
    this.#cwd = cwd;
    this.#settingsFile = settingsFile;
    this.#written = new Set(written);
    this.#read.set(settingsFile, signature(settingsFile));
  }

  /** Looks at what the settings name, from now on; without settings at their file alone. */
  async follow(settings?: Settings): Promise<void> {
    this.#whole = settings?.build !== undefined || settings?.source !== undefined;
    this.#skipped = settings === undefined ? '' : resolve(this.#cwd, settings['schema-dir']) + sep;
    const named = settings === undefined ? [] : placesOf(settings).map((place) => resolve(this.#cwd, place));
    const places = [...new Set([this.#settingsFile, ...named])];
    if (places.join('\n') === this.#places.join('\n')) return;
    this.#places = places;
    await this.#watcher?.close();
    // Loaded only here: a run that is not repeated needs none of it.
    const { watch } = await import('chokidar');
    const watcher = watch([...places, ...this.#read.keys()], {
      ignoreInitial: true,
      ignored: (path) => /[/\\](node_modules|\.git)$/.test(path),
    });
    this.#watcher = watcher;
    watcher.on('all', (event, path) => this.#note(event, path));
    await new Promise<void>((ready) => watcher.once('ready', ready));
  }

  /** Looks at further files: those that scripts include may be anywhere. */
  add(names: readonly string[]): void {
    const files = names.map((name) => resolve(this.#cwd, name)).filter((file) => !this.#read.has(file));
    for (const file of files) this.#read.set(file, signature(file));
    this.#watcher?.add(files.filter((file) => !this.#places.some((place) => isIn(file, place))));
  }

  /** What changed since it was last asked, as soon as something has: `sql/init/01.sql changed`. */
  async changes(): Promise<string[]> {
    if (this.#changed.size === 0 || this.#timer !== undefined) {
      const look = setInterval(() => {
        for (const file of this.#read.keys()) this.#note('change', file);
      }, LOOK_MS);
      await new Promise<void>((settled) => {
        this.#settled = settled;
      });
      clearInterval(look);
    }
    this.#settled = undefined;
    const all = [...this.#changed].map(([path, event]) => `${relative(this.#cwd, path)} ${WORDS[event]}`);
    this.#changed.clear();
    return all.length > MOST_NAMED ? [...all.slice(0, MOST_NAMED), `${all.length - MOST_NAMED} more`] : all;
  }

  /** For people: where it looks. */
  describe(): string {
    return this.#places.map((place) => relative(this.#cwd, place) || '.').join(', ');
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#watcher?.close();
  }

  #note(event: string, path: string): void {
    if (!(event in WORDS) || !this.#counts(path)) return;
    const seen = this.#read.get(path);
    const now = signature(path);
    if (now === seen) return;
    if (seen !== undefined) this.#read.set(path, now);
    this.#changed.set(path, seen === undefined ? event : seen === '' ? 'add' : now === '' ? 'unlink' : 'change');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#settled?.();
    }, TOGETHER_MS);
  }

  #counts(path: string): boolean {
    if (path === this.#settingsFile || this.#read.has(path)) return true;
    if (this.#written.has(path) || path.startsWith(this.#skipped) || !this.#places.some((place) => isIn(path, place)))
      return false;
    // Copies that editors keep while a file is open.
    if (/^\.|~$|\.(swp|tmp)$/.test(basename(path))) return false;
    return this.#whole || SCRIPT.test(path) || this.#places.includes(path);
  }
}

/** Differs where a file was written since; empty where there is none. */
function signature(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
}

function isIn(path: string, place: string): boolean {
  return path === place || path.startsWith(place.endsWith(sep) ? place : place + sep);
}

/** Where the files are that a schema is built from: of a pattern, the part before what stands for many. */
function placesOf({ build, source, init }: Settings): string[] {
  if (build !== undefined) return ['.'];
  if (source !== undefined) return typeof source === 'string' ? [source] : [source.path].flat();
  return init.map((pattern) => {
    const parts = pattern.split(/[/\\]/);
    const many = parts.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
    return many < 0 ? pattern : parts.slice(0, many).join('/') || (pattern.startsWith('/') ? '/' : '.');
  });
}
