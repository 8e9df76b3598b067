import { join, resolve } from 'node:path';
import type { Dump } from '../dump/dump.ts';
import { fingerprintOf, readHeader, versionsOf } from '../dump/header.ts';
import type { Engine, ServerVersions } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import type { Latest } from '../history/read-latest.ts';
import { type WriteResult, writeVersion } from '../history/write-version.ts';
import { readBack } from '../proof/prove.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { subjectOf } from './docs.ts';

/** Whether the latest version holds a schema. */
export interface LatestComparison {
  same: boolean;
  /** What is to say of the latest version where another server wrote it. */
  words: string | null;
}

/**
 * The step: writes a new version, or nothing where the schema is the latest one's. A version is the schema's, not the
 * server's: so is its README, which stays as the version's server wrote it as long as it says the same things.
 *
 * @param latest the version that was compared with
 */
export async function versionDump(
  dump: Dump,
  readme: string,
  { latest, compared: { same, words } }: { latest: Latest | undefined; compared: LatestComparison },
  settings: Settings,
  context: Context,
): Promise<WriteResult> {
  const step = context.reporter.step('version');
  const result = await writeVersion({
    dir: resolve(context.cwd, settings['schema-dir']),
    text: dump.text,
    readme,
    readmeHolds: (text) => text === readme || (same && words !== null && sameSubject(text, readme)),
    now: context.now(),
    // A text that this server would dump the same counts as the same.
    fingerprint: (text) => (same && text === latest?.text ? dump.fingerprint : fingerprintOf(text)),
    ...(settings.keep === undefined ? {} : { keep: settings.keep }),
  });
  const shown = join(settings['schema-dir'], result.file);
  const details = [
    ...(words === null ? [] : [words]),
    ...(result.removed.length === 0 ? [] : [`removed: ${result.removed.join(', ')}`]),
    ...(result.status !== 'written' && result.readme === 'written'
      ? ['README_latest.md was out of date and is written anew']
      : []),
  ];
  if (result.status === 'written') step.done(`${shown}  (schema_latest.sql now points here)`, details);
  else if (result.status === 'relinked') step.done(`schema_latest.sql points to ${shown} again`, details);
  else step.unchanged(`unchanged since ${result.file}`, details);
  return result;
}

function sameSubject(text: string, readme: string): boolean {
  const subject = subjectOf(readme);
  return subject !== undefined && subject === subjectOf(text);
}

/**
 * Compares the latest version with a dump. Servers of other versions print the same schema in other words, so what such
 * a server wrote is restored on the engine that restored the dump too: that prints both.
 *
 * @param engine null where there is none to restore on
 * @param printed what the dump is as that engine prints it
 */
export async function compareWithLatest(
  latest: Latest | undefined,
  dump: Dump,
  engine: Pick<Engine, 'scratch'> | null,
  printed: Dump,
): Promise<LatestComparison> {
  if (latest === undefined) return { same: false, words: null };
  if (fingerprintOf(latest.text) === dump.fingerprint) return { same: true, words: null };
  const there = readHeader(latest.text)?.versions;
  const here = versionsOf(dump.facts);
  if (engine === null || there === undefined) return { same: false, words: null };
  if (there.postgres === here.postgres && there.timescaledb === here.timescaledb) return { same: false, words: null };
  const name = (versions: ServerVersions): string =>
    `TimescaleDB ${versions.timescaledb} on PostgreSQL ${versions.postgres}`;
  try {
    const read = await readBack(latest.text, engine, 'the latest version', printed);
    const same = read.fingerprint === printed.fingerprint;
    return same
      ? { same, words: `written by ${name(there)}; restored here it is the same schema` }
      : { same, words: `compared as ${name(versionsOf(printed.facts))} dumps what ${name(there)} wrote` };
  } catch (error) {
    return { same: false, words: `what ${name(there)} wrote cannot be restored here to compare: ${messageOf(error)}` };
  }
}
