import { join, resolve } from 'node:path';
import type { Json } from '../catalog/model.ts';
import { trapsBetween, type UpgradeTrap } from '../catalog/upgrade-traps.ts';
import { type ChangeRecord, recordOf } from '../diff/change.ts';
import { explainChanges } from '../diff/changes.ts';
import type { Difference } from '../diff/compare.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { readHeader, rowsOf } from '../dump/header.ts';
import { startDocker } from '../engine/docker.ts';
import { embeddedAvailable } from '../engine/embedded.ts';
import type { Engine, ServerVersions } from '../engine/types.ts';
import { UserError } from '../errors.ts';
import { LATEST_FILE } from '../history/names.ts';
import { readLatest } from '../history/read-latest.ts';
import { lint } from '../lint/lint.ts';
import { readBack } from '../proof/prove.ts';
import { mayBePrinting } from '../proof/reprint.ts';
import { statementOf } from '../proof/statement-of.ts';
import { type RefusedStatement, type Remark, tryRestore } from '../proof/try-restore.ts';
import { targetWords } from '../report/upgrade-text.ts';
import type { Settings } from '../settings/schema.ts';
import { quoteLiteral } from '../sql/quote.ts';
import { statementHead } from '../sql/statement.ts';
import type { Context } from './context.ts';
import { withoutAnswer } from './drift.ts';
import { canonicalSource } from './dump.ts';
import { scratchFor } from './prove.ts';
import { imageOf, openSource, startEngine } from './source.ts';
import { type Gone, goneFrom, type Locks, locksFor } from './upgrade-blocks.ts';
import { tryUpdate, type UpgradePath } from './upgrade-path.ts';

/** What one image makes of the schema. */
export interface Target {
  image: string;
  /** What runs in it; null where it could not be run. */
  server: string | null;
  /** Why it could not be run. */
  problem: { message: string; hint: string | null } | null;
  statements: number;
  refusals: RefusedStatement[];
  warnings: Remark[];
  /** What is not as in the source because a statement was refused. */
  lost: ChangeRecord[];
  /** What differs although every statement about it was taken. */
  changed: ChangeRecord[];
  path: UpgradePath | null;
  /** What differs after the update of the extension. */
  updated: ChangeRecord[];
  /** What the schema's functions call and the target does not have. */
  gone: Gone[];
  /** What is known to go wrong between the two versions. */
  known: UpgradeTrap[];
  locks: Locks | null;
}

export interface UpgradeResult {
  /** The file of the dump, or `the source`. */
  name: string;
  /** The dump that the lines are of, where no file has it. */
  dump: string | null;
  /** What the schema was dumped from. */
  versions: ServerVersions;
  targets: Target[];
  /** Objects that an update of the extension may stop at. */
  blocks: { object: string; message: string; hint: string }[];
}

export interface UpgradeOptions {
  /** Images, in the order of the report. */
  to: readonly string[];
  /** True where a source was named, so that the latest version is not wanted. */
  fromSource: boolean;
  /** How many chunks production has, to see whether one statement can lock all of them. */
  chunks?: number | undefined;
}

/** A schema, and a server that prints it as the comparison needs it. */
interface Home extends AsyncDisposable {
  name: string;
  /** True where the name is a file's. */
  file: boolean;
  dump: Dump;
  /** What is restored: the file's own text, so that its lines are the file's. */
  text: string;
  versions: ServerVersions;
  engine: Engine;
}

/**
 * Restores a schema on other images, statement by statement, and updates the extension in those that hold both versions.
 *
 * @throws UserError with exit code 2 where there is no schema to try
 */
export async function upgrade(options: UpgradeOptions, settings: Settings, context: Context): Promise<UpgradeResult> {
  const images = [...new Set(options.to)];
  if (images.length < options.to.length) {
    context.reporter.warn('a target is named twice, and tried once', [images.join(', ')]);
  }
  await using home = await openHome(options, settings, context).catch((error) => {
    throw withoutAnswer(error);
  });
  const targets: Target[] = [];
  for (const image of images) targets.push(await tryImage(image, home, options, settings, context));
  const { name, versions, text } = home;
  return { name, dump: home.file ? null : text, versions, targets, blocks: blocksOf(home.dump) };
}

async function openHome({ fromSource }: UpgradeOptions, settings: Settings, context: Context): Promise<Home> {
  const directory = settings['schema-dir'];
  const latest = fromSource ? undefined : await readLatest(resolve(context.cwd, directory));
  if (latest === undefined) {
    if (!fromSource) {
      context.reporter.warn(`there is no ${LATEST_FILE} in ${directory}: what the settings build is tried`);
    }
    const source = await openSource(settings, context);
    try {
      const dump = await canonicalSource(source, settings, context);
      const engine = await scratchFor(source, dump, settings, context);
      const versions = { ...engine.versions, ...readHeader(dump.text)?.versions };
      return {
        ...{ name: 'the source', file: false, dump, text: dump.text, versions, engine },
        [Symbol.asyncDispose]: async () => {
          await engine[Symbol.asyncDispose]();
          await source[Symbol.asyncDispose]();
        },
      };
    } catch (error) {
      await source[Symbol.asyncDispose]();
      throw error;
    }
  }
  const name = join(directory, latest.file);
  const header = readHeader(latest.text);
  if (header === undefined) {
    throw new UserError(`${name} is no dump of timescale-ci`, {
      hint: 'Run "backup" again, or name what the schema is built from: --init, --source or --database-url.',
    });
  }
  // Nobody expects a comparison to fetch a third image.
  const embedded = settings.engine === 'auto' && (await embeddedAvailable());
  const own = { ...settings, image: settings.image ?? imageOf(header.versions) };
  const engine = await startEngine({ ...own, engine: embedded ? 'embedded' : own.engine }, context, 'scratch');
  try {
    const step = context.reporter.step('dump');
    const dump = await readBack(latest.text, engine, name);
    step.done(`${name} · schema ${header.fingerprint.slice(0, 8)}`);
    return {
      ...{ name, file: true, dump, text: latest.text, versions: header.versions, engine },
      [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
    };
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
}

/** One image. That it cannot be run is said of it, and keeps no other from being tried. */
async function tryImage(
  image: string,
  home: Home,
  { chunks }: UpgradeOptions,
  settings: Settings,
  context: Context,
): Promise<Target> {
  const step = context.reporter.step('target');
  step.update(image);
  let target: Target = { ...UNTRIED, image };
  try {
    await using engine = await startDocker({
      image,
      database: settings.database,
      onProgress: (text) => step.update(text),
      signal: context.signal,
      register: context.mask,
      label: context.runId,
      data: context.env['TIMESCALE_CI_DATA'],
      timeLimit: settings['time-limit'],
    });
    step.update(`${image}: ${engine.label}`);
    const known = trapsBetween(home.versions.timescaledb, engine.versions.timescaledb);
    target = { ...target, server: engine.label.replace(/^docker /, ''), known };
    target = { ...target, ...(await restoreOn(engine, home)) };
    const { path, updated } = await tryUpdate(home, plain(home.versions.timescaledb), engine, home.name);
    const after = updated === null ? [] : await changesOf(home, updated, path.refusals);
    const locks = chunks === undefined ? null : await locksFor(home.dump.model, chunks, engine.database);
    target = { ...target, path, updated: after.filter(({ refused }) => !refused).map(({ record }) => record), locks };
  } catch (error) {
    context.signal?.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    target = { ...target, problem: { message: error.message, hint: error.hint ?? null } };
  }
  const words = `${image}: ${targetWords(target)}`;
  if (target.problem !== null) step.fail(words, target.problem.message.split('\n'));
  else if (takes(target)) step.done(words);
  else step.fail(words);
  return target;
}

const UNTRIED: Omit<Target, 'image'> = {
  server: null,
  problem: null,
  statements: 0,
  refusals: [],
  warnings: [],
  lost: [],
  changed: [],
  path: null,
  updated: [],
  gone: [],
  known: [],
  locks: null,
};

async function restoreOn(engine: Engine, home: Home): Promise<Partial<Target>> {
  await using scratch = await engine.scratch();
  const tried = await tryRestore(home.text, scratch, home.name);
  const there = await dumpDatabase(scratch, undefined, { rows: rowsOf(home.text), compared: true });
  const changes = await changesOf(home, there, tried.refusals);
  return {
    ...tried,
    lost: changes.filter(({ refused }) => refused).map(({ record }) => record),
    changed: changes.filter(({ refused }) => !refused).map(({ record }) => record),
    gone: await goneFrom(home.dump.model, home.engine, scratch),
  };
}

/** How a schema that came out differs from the source's, without what is only printed in another way. */
async function changesOf(
  home: Home,
  there: Dump,
  refusals: readonly RefusedStatement[],
): Promise<{ record: ChangeRecord; refused: boolean }[]> {
  const { model } = home.dump;
  const changes = explainChanges(model, there.model, { timescaledb: there.facts.timescaledb?.version ?? null });
  const own = changes.filter(
    ({ covers, collection }) => collection !== 'tablespaces' && covers.some((one) => !isUnknown(one)),
  );
  const doubtful = own.some(({ covers }) => covers.some(mayBePrinting));
  // One server that has read both prints what is the same in the same way.
  const read = doubtful ? await readBack(there.text, home.engine, 'the dump of the target').catch(unread) : null;
  const meant = read === null ? null : new Set(explainChanges(model, read.model, {}).flatMap(keysOf));
  return own
    .filter(({ covers }) => meant === null || covers.some((one) => !mayBePrinting(one) || meant.has(one.key)))
    .map((change) => ({
      record: recordOf(change),
      refused: change.covers.some((cover) => isRefused(cover, home.text, refusals)),
    }));
}

const keysOf = ({ covers }: { covers: readonly { key: string }[] }): string[] => covers.map(({ key }) => key);

/** What only the target's version can say, the source's cannot read. */
function unread(error: unknown): null {
  if (error instanceof UserError) return null;
  throw error;
}

/** True where all that differs is what one version has no word for: nothing was said about it. */
function isUnknown({ from, to }: Difference): boolean {
  return known(from) === known(to);
}

/** A value without the privilege that came with PostgreSQL 17, and without what is not set. */
function known(value: Json): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (Array.isArray(part)) return part.filter((one) => !/^MAINTAIN\b/.test(String(one)));
    if (part === null || typeof part !== 'object') return part;
    const set = Object.entries(part).filter(([, one]) => one !== null);
    return Object.fromEntries(set.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** True where a statement about it was refused, or the one that makes what it belongs to. */
function isRefused(cover: Difference, text: string, refusals: readonly RefusedStatement[]): boolean {
  const at = statementOf(text, cover)?.line;
  const subject = cover.kind === 'built-in job' ? quoteLiteral(cover.object.replace(/^.* /, '')) : cover.object;
  return refusals.some(({ line, endLine, statement }) => {
    if (at !== undefined && at >= line && at <= endLine) return true;
    const { verb, name } = statementHead(statement);
    if (verb === 'create') return name.length > 1 && cover.object.startsWith(name.join('.'));
    return hasName(statement, subject);
  });
}

/** True where a name stands in a statement as a whole. */
function hasName(statement: string, name: string): boolean {
  const parts = statement.split(name);
  return parts.slice(1).some((after, at) => !/^[\w.]/.test(after) && !/[\w.]$/.test(parts[at] ?? ''));
}

/** A development version is called as the release that comes of it. */
function plain(version: string): string {
  return version.replace(/-dev$/, '');
}

function blocksOf({ model, facts }: Dump): UpgradeResult['blocks'] {
  const { findings } = lint({ model, timescaledb: facts.timescaledb?.version ?? null });
  return findings.flatMap(({ rule, object, message, hint }) =>
    rule === 'uses-timescaledb-catalogue' ? [{ object: object ?? '', message, hint: hint ?? '' }] : [],
  );
}

/** True where a target has the whole schema, by both ways. */
export function takes({ problem, refusals, lost, changed, path, updated }: Target): boolean {
  const whole = [refusals, lost, changed, updated].every((list) => list.length === 0);
  return problem === null && whole && path?.state !== 'stopped';
}

/** 2 where a target could not be tried, 1 where one does not take it. */
export function exitCodeOf({ targets }: UpgradeResult): 0 | 1 | 2 {
  if (targets.some(({ problem }) => problem !== null)) return 2;
  return targets.every(takes) ? 0 : 1;
}
