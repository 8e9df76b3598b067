import { resolve } from 'node:path';
import { dumpDatabase } from '../dump/dump.ts';
import { messageOf } from '../errors.ts';
import { type Latest, readLatest } from '../history/read-latest.ts';
import { settle } from '../proof/prove.ts';
import { nested, type StepHandle } from '../report/reporter.ts';
import { loadSettings } from '../settings/load.ts';
import type { Settings } from '../settings/schema.ts';
import { type BaseCommit, readBaseFiles, sameIncluded } from './base-files.ts';
import { type Base, type FoundBase, partsOf } from './base-parts.ts';
import { restoreVersion } from './base-version.ts';
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
  const dump = await settle(await dumpDatabase(base.engine.database, undefined, base.options), base.engine);
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
