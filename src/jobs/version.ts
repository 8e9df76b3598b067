import { join, resolve } from 'node:path';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { fingerprintOf, readHeader } from '../dump/header.ts';
import type { ServerVersions } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { type Latest, readLatest } from '../history/read-latest.ts';
import { type WriteResult, writeVersion } from '../history/write-version.ts';
import { restore } from '../proof/restore.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import type { Source } from './source.ts';

/**
 * The step: writes a new version, or nothing where the schema is the latest one's. A version is the schema's, not the
 * server's: what another server wrote is restored here first and compared as this server would dump it.
 */
export async function versionDump(
  source: Source,
  dump: Dump,
  readme: string,
  settings: Settings,
  context: Context,
): Promise<WriteResult> {
  const step = context.reporter.step('version');
  const dir = resolve(context.cwd, settings['schema-dir']);
  const latest = await readLatest(dir);
  const { same, words } = await compareWithLatest(latest, source, dump);
  const result = await writeVersion({
    dir,
    text: dump.text,
    readme,
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

/** Whether the latest version holds the schema of a dump, and what is to say of it where another server wrote it. */
export async function compareWithLatest(
  latest: Latest | undefined,
  source: Source,
  dump: Dump,
): Promise<{ same: boolean; words: string | null }> {
  if (latest === undefined) return { same: false, words: null };
  const other = await sameUnderOtherServer(latest.text, source, dump);
  return other ?? { same: fingerprintOf(latest.text) === dump.fingerprint, words: null };
}

/** Null where the latest file was written by servers of the same versions, or does not say. */
async function sameUnderOtherServer(
  text: string,
  source: Source,
  dump: Dump,
): Promise<{ same: boolean; words: string } | null> {
  const header = readHeader(text);
  if (header === undefined || fingerprintOf(text) === dump.fingerprint) return null;
  const here: ServerVersions = {
    postgres: dump.facts.postgres,
    timescaledb: dump.facts.timescaledb?.version ?? 'none',
    edition: dump.facts.edition,
  };
  const there = header.versions;
  if (there.postgres === here.postgres && there.timescaledb === here.timescaledb) return null;
  if (source.engine.kind === 'external') return null;
  const name = (versions: ServerVersions): string =>
    `TimescaleDB ${versions.timescaledb} on PostgreSQL ${versions.postgres}`;
  try {
    await using scratch = await source.engine.scratch();
    await restore(text, scratch, 'the latest version');
    const same = (await dumpDatabase(scratch)).fingerprint === dump.fingerprint;
    return same
      ? { same, words: `written by ${name(there)}; restored here it is the same schema` }
      : { same, words: `compared as ${name(here)} dumps what ${name(there)} wrote` };
  } catch (error) {
    return { same: false, words: `what ${name(there)} wrote cannot be restored here to compare: ${messageOf(error)}` };
  }
}
