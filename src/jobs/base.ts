import { realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { SchemaModel } from '../catalog/model.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { bodyOf } from '../dump/header.ts';
import { messageOf } from '../errors.ts';
import { credential } from '../history/git/credential.ts';
import { findRoot, openGit } from '../history/git/git.ts';
import { fetchCommit, hasCommit, writeSnapshot } from '../history/git/snapshot.ts';
import { LATEST_FILE } from '../history/names.ts';
import { type Latest, readLatest } from '../history/read-latest.ts';
import { restore } from '../proof/restore.ts';
import { resolveInit } from '../script/files.ts';
import { loadSettings } from '../settings/load.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { openSource, type Source } from './source.ts';

/** What a proposal is compared with. */
export interface Base {
  model: SchemaModel;
  /** The dump below its header. */
  body: string;
  fingerprint: string;
  /** How to call it: `1a2b3c4`. */
  label: string;
  /** What a reader must know of it: that it is not built from source, and why. */
  note: string | null;
}

export interface BaseOptions {
  sha: string;
  /** The settings that were given, which count before the base's own file. */
  given: Partial<Settings>;
  /** The settings file, relative to the working directory; undefined for the usual one. */
  config: string | undefined;
  /** A directory that may be filled. */
  directory: string;
  token: string | undefined;
  serverUrl: string;
}

/**
 * Builds the schema of the base commit on a server of its own, from its own scripts and settings. Where that cannot be,
 * a version that was committed serves: the base's, or that of the checkout.
 *
 * @param source the head, beside which a version is restored
 * @param latest the version in the checkout
 * @returns null where there is nothing to compare with
 */
export async function readBase(
  options: BaseOptions,
  source: Source,
  latest: Latest | undefined,
  settings: Settings,
  context: Context,
): Promise<Base | null> {
  const label = options.sha.slice(0, 7);
  const step = context.reporter.step('base');
  const cwd = await snapshot(options, context);
  if (typeof cwd !== 'string') {
    step.warn(`${label} cannot be had: ${cwd.reason}`);
    return fromVersion(latest, `its commit could not be fetched (${cwd.reason})`, label, source, context);
  }
  const own = await loadSettings(options.given, resolve(cwd, options.config ?? 'timescale-ci.yml'), false).catch(
    () => settings,
  );
  const there = await resolveInit(own.init, cwd).then(
    () => true,
    () => false,
  );
  if (!there) {
    step.done(`${label} has no init SQL: everything is new`);
    return { ...(await nothing(source)), label, note: null };
  }
  step.done(label);
  try {
    // Roles belong to the server: on the head's they would be there already.
    await using base = await openSource({ ...settings, init: own.init, database: own.database }, { ...context, cwd });
    return { ...parts(await dumpDatabase(base.engine.database)), label, note: null };
  } catch (error) {
    context.signal?.throwIfAborted();
    const [reason = ''] = messageOf(error).split('\n');
    const version = await readLatest(resolve(cwd, own['schema-dir']));
    return fromVersion(version, `its scripts do not build: ${reason}`, label, source, context);
  }
}

/** The files of the base; the reason where they cannot be had. */
async function snapshot(
  { sha, token, serverUrl, directory }: BaseOptions,
  { cwd, env, mask }: Context,
): Promise<string | { reason: string }> {
  const root = findRoot(cwd);
  if (root === undefined) return { reason: 'this is no git checkout' };
  const git = openGit(root, { env, config: token === undefined ? [] : credential(token, serverUrl, mask) });
  try {
    if (!(await hasCommit(git, sha))) await fetchCommit(git, sha);
    await writeSnapshot(git, sha, directory);
    return join(directory, relative(root, realpathSync(cwd)));
  } catch (error) {
    return { reason: messageOf(error).split('\n')[0] ?? '' };
  }
}

async function fromVersion(
  version: Latest | undefined,
  why: string,
  label: string,
  source: Source,
  { reporter }: Context,
): Promise<Base | null> {
  const step = reporter.step('base');
  if (version === undefined) {
    step.warn(`${label}: ${why}, and there is no ${LATEST_FILE}`);
    return null;
  }
  try {
    await using scratch = await source.engine.scratch();
    await restore(version.text, scratch, version.file);
    const dump = await dumpDatabase(scratch);
    step.warn(`${label}: ${why}; compared with ${version.file}`);
    const note = `The base ${label} is read from ${version.file}: ${why}.`;
    return { ...parts(dump), label, note };
  } catch (error) {
    step.warn(`${label}: ${why}, and ${version.file} cannot be restored here: ${messageOf(error).split('\n')[0]}`);
    return null;
  }
}

/** A schema without anything in it. */
async function nothing(source: Source): Promise<Omit<Base, 'label' | 'note'>> {
  await using scratch = await source.engine.scratch();
  return parts(await dumpDatabase(scratch));
}

function parts({ model, text, fingerprint }: Dump): Omit<Base, 'label' | 'note'> {
  return { model, body: bodyOf(text), fingerprint };
}
