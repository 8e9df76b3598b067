import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { SchemaModel } from '../catalog/model.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { bodyOf } from '../dump/header.ts';
import { messageOf } from '../errors.ts';
import { credential } from '../history/git/credential.ts';
import { findRoot, type Git, openGit } from '../history/git/git.ts';
import { fetchCommit, hasCommit, writeSnapshot } from '../history/git/snapshot.ts';
import { LATEST_FILE } from '../history/names.ts';
import { type Latest, readLatest } from '../history/read-latest.ts';
import { readBack, settle } from '../proof/prove.ts';
import { nested, type StepHandle } from '../report/reporter.ts';
import type { RanScript } from '../script/run-types.ts';
import { loadSettings } from '../settings/load.ts';
import type { Settings } from '../settings/schema.ts';
import type { SourceStatement } from '../sql/sources.ts';
import type { Context } from './context.ts';
import { commandOf } from './program.ts';
import { readScripts, type ScriptSettings } from './scripts.ts';
import { openSource, type Source } from './source.ts';

export interface BaseOptions extends BaseCommit {
  /** The settings that were given, which count before the base's own file. */
  given: Partial<Settings>;
  /** The settings file, relative to the working directory; undefined for the usual one. */
  config: string | undefined;
}

/**
 * Builds the schema of the base commit on a server of its own, from its own scripts and settings: roles belong to the
 * server, and on the head's they would be there already. Where it cannot be built, a version that was committed serves. It
 * never fails a good head.
 *
 * @param source the head, beside which a version is restored
 */
export async function readBase(
  options: BaseOptions,
  source: Source,
  settings: Settings,
  context: Context,
): Promise<FoundBase> {
  const step = context.reporter.step('base');
  const files = await readBaseFiles(options, context);
  const label = files.sha.slice(0, 7);
  if ('reason' in files) {
    const why = `The base cannot be fetched: ${files.reason}`;
    const version = await versionIn(resolve(context.cwd, settings['schema-dir']));
    return { label, ...(await restoreVersion({ version, of: 'the checkout', why, label }, source, step)) };
  }
  const { cwd } = files;
  const own = await ownSettings(options, cwd, settings);
  if (own.build !== undefined) {
    // The commit's files are there, and nothing of what its program needs is installed beside them.
    const why = `The base is not built: its program, ${commandOf(own.build)}, runs in the checkout only`;
    const version = await versionIn(resolve(cwd, own['schema-dir']));
    return { label, ...(await restoreVersion({ version, of: 'that commit', why, label }, source, step)) };
  }
  const scripts = await scriptsOf(own, cwd);
  if (scripts === null) {
    step.done(`${label} has no init SQL: everything is new`);
    return { label, base: await nothing(source), note: null };
  }
  const here = await scriptsOf(settings, context.cwd);
  const same =
    settings.build === undefined &&
    own.database === settings.database &&
    JSON.stringify(scripts) === JSON.stringify(here);
  const included = source.scripts.filter(({ file }) => !scripts.some(({ name }) => name === file));
  if (same && (await sameIncluded(included, cwd))) {
    step.done(`${label} has the same scripts`);
    return { label, base: 'same', note: null };
  }
  try {
    const base = await build(
      { ...settings, ...withSource(own), build: undefined, database: own.database },
      source,
      step,
      {
        ...context,
        cwd,
      },
    );
    step.done(label);
    return { label, base, note: null };
  } catch (error) {
    context.signal?.throwIfAborted();
    const why = `The base does not build: ${firstLine(error)}`;
    const version = await versionIn(resolve(cwd, own['schema-dir']));
    return { label, ...(await restoreVersion({ version, of: 'that commit', why, label }, source, step)) };
  }
}

/** On the same engine: what another would print differently is no change. */
async function build(settings: Settings, source: Source, step: StepHandle, context: Context): Promise<Base> {
  const engine = source.engine.kind === 'docker' ? 'docker' : 'embedded';
  await using base = await openSource({ ...settings, engine }, { ...context, reporter: nested(step) });
  // What the head's settings name may be new with it.
  const options = { ...base.options, absentRows: true };
  const dump = await settle(await dumpDatabase(base.engine.database, undefined, options), base.engine);
  return { ...partsOf(dump), statements: base.statements };
}

async function ownSettings({ given, config }: BaseOptions, cwd: string, settings: Settings): Promise<Settings> {
  return await loadSettings(given, resolve(cwd, config ?? 'timescale-ci.yml'), false).catch(() => settings);
}

function firstLine(error: unknown): string {
  return (messageOf(error).split('\n')[0] ?? '').replace(/\s+/g, ' ');
}

/** What stands there and cannot be read is none. */
function versionIn(directory: string): Promise<Latest | undefined> {
  return readLatest(directory).catch(() => undefined);
}

/** What runs, as it is read; null where there is nothing. */
async function scriptsOf(settings: ScriptSettings, cwd: string): Promise<{ name: string }[] | null> {
  return await readScripts(settings, cwd).then(
    ({ scripts }) => scripts.map(({ path: _, ...script }) => script),
    () => null,
  );
}

/** Where the base has its scripts, which may be another place than the head's. */
function withSource({ init, source }: Settings): Pick<Settings, 'init' | 'source'> {
  return { init, source };
}

/** A schema without anything in it. */
async function nothing(source: Source): Promise<Base> {
  await using scratch = await source.engine.scratch();
  return { ...partsOf(await dumpDatabase(scratch)), statements: [] };
}

/** What a proposal is compared with. */
export interface Base {
  model: SchemaModel;
  /** The dump below its header. */
  body: string;
  fingerprint: string;
  /** The rows that belong to it. */
  rows: Dump['rows'];
  /** The statements that built it; none for a version that was restored. */
  statements: readonly SourceStatement[];
}

export interface FoundBase {
  /** How to call it: `1a2b3c4`. */
  label: string;
  /** `same`: its scripts are those of the head, so it is what the head is. Null where there is nothing to compare with. */
  base: Base | 'same' | null;
  /** What a reader must know: that it is not built from source, and why. */
  note: string | null;
}

/** What is compared of a dump. */
export function partsOf({ model, text, fingerprint, rows }: Dump): Omit<Base, 'statements'> {
  return { model, body: bodyOf(text), fingerprint, rows };
}

/** The base, where there is one whose schema is not the head's; null else. */
export function otherBase({ base }: FoundBase, { fingerprint }: Pick<Dump, 'fingerprint'>): Base | null {
  return base === null || base === 'same' || base.fingerprint === fingerprint ? null : base;
}

export interface BaseCommit {
  /** The base that the event names. */
  sha: string;
  /** The head of the pull request; null where there is none, as in a merge queue. */
  headSha: string | null;
  /** A directory that may be filled. */
  directory: string;
  token: string | undefined;
  serverUrl: string;
}

/** The base's files on disk, or the reason why they cannot be had. */
export type BaseFiles = { sha: string } & ({ cwd: string } | { reason: string });

/**
 * Writes the files of the base into the directory: of the commit alone, fetched where the checkout is shallow. Neither the
 * work tree nor the index is touched.
 */
async function readBaseFiles(options: BaseCommit, { cwd, env, mask }: Context): Promise<BaseFiles> {
  const { token, serverUrl, directory } = options;
  const root = findRoot(cwd);
  if (root === undefined) return { sha: options.sha, reason: 'this is no git checkout' };
  const git = openGit(root, { env, config: token === undefined ? [] : credential(token, serverUrl, mask) });
  const sha = (await mergedBase(git, options.headSha)) ?? options.sha;
  try {
    if (!(await hasCommit(git, sha))) await fetchCommit(git, sha);
    await writeSnapshot(git, sha, directory);
    return { sha, cwd: join(directory, relative(root, realpathSync(cwd))) };
  } catch (error) {
    return { sha, reason: withoutPassword(messageOf(error).split('\n')[0] ?? '') };
  }
}

/** The reason is shown where everybody reads it, and a remote's address may hold a token. */
function withoutPassword(text: string): string {
  return text.replace(/(?<=:\/\/)[^\s/@]*@/g, '***@');
}

/**
 * The base that GitHub merged the head into, where its merge commit is checked out: the event names the base of an earlier
 * time, and what came to it since would pass for the proposal's. A shallow commit still names its parents.
 */
async function mergedBase(git: Git, headSha: string | null): Promise<string | undefined> {
  const { stdout } = await git.attempt(['cat-file', 'commit', 'HEAD']);
  const [header = ''] = stdout.split('\n\n');
  const [base, head, ...others] = [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, sha]) => sha);
  return headSha !== null && head === headSha && others.length === 0 ? base : undefined;
}

/** True where scripts that others include say the same in another directory. */
async function sameIncluded(scripts: readonly RanScript[], cwd: string): Promise<boolean> {
  const texts = await Promise.all(scripts.map(({ file }) => readFile(join(cwd, file), 'utf8').catch(() => undefined)));
  return scripts.every(({ text }, i) => text === texts[i]);
}

interface Wanted {
  version: Latest | undefined;
  /** Whose version it is: `the checkout`. */
  of: string;
  /** Why the base itself cannot be had, as a sentence without its end. */
  why: string;
  label: string;
}

/** The base from a version that was committed, restored beside the head. It ends the step. */
async function restoreVersion(
  { version, of, why, label }: Wanted,
  source: Source,
  step: StepHandle,
): Promise<Omit<FoundBase, 'label'>> {
  if (version === undefined) return none(`${why}. There is no ${LATEST_FILE} in ${of} either`);
  try {
    const base = { ...partsOf(await readBack(version.text, source.engine, version.file)), statements: [] };
    const note = `${why}. Compared with ${version.file} of ${of} instead.`;
    step.warn(`${label} is not built`, [note]);
    return { base, note };
  } catch (error) {
    return none(`${why}. ${version.file} of ${of} cannot be restored here: ${messageOf(error).split('\n')[0]}`);
  }

  function none(reason: string): Omit<FoundBase, 'label'> {
    step.warn(`${label} is not built: there is nothing to compare with`, [`${reason}.`]);
    return { base: null, note: `${reason}.` };
  }
}
