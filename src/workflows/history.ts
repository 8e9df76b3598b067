import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readCatalogue } from '../catalog/read.ts';
import type { Change } from '../diff/change.ts';
import { explainChanges } from '../diff/changes.ts';
import type { PageChange, PageChanges } from '../docs/html/data.ts';
import type { Version } from '../docs/html/history.ts';
import type { Dump } from '../dump/dump.ts';
import { bodyOf, fingerprintOf, readHeader, rowsOf } from '../dump/header.ts';
import { readRows } from '../dump/rows.ts';
import { messageOf } from '../errors.ts';
import { listVersions } from '../history/list-versions.ts';
import { restore } from '../proof/restore.ts';
import { classWords, shortValue, wholeWords } from '../report/change-words.ts';
import { plural } from '../report/words.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import type { Source } from './source.ts';

/** Versions that the page shows: enough to look back on years, few enough to read. */
const MOST_VERSIONS = 200;

/** Changes are told in words for the newest of them, each of which is restored for that: a second or so a version. */
const MOST_RESTORED = 6;

/** Changes that are told of a pair: whoever has more to read reads the text. */
const MOST_CHANGES = 200;

/**
 * The step: reads the versions in the schema directory, oldest first, and tells what changed from each to the next. The
 * schema of now stands behind them where it is not the latest of them.
 */
export async function readHistory(
  source: Source,
  dump: Dump,
  settings: Settings,
  context: Context,
): Promise<Version[]> {
  const directory = resolve(context.cwd, settings['schema-dir']);
  const files = (await listVersions(directory)).slice(-MOST_VERSIONS);
  const versions = await Promise.all(
    files.map(async ({ file, time }) => {
      const text = await readFile(join(directory, file), 'utf8');
      return { text, file, label: `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC` };
    }),
  );
  const latest = versions.at(-1);
  const known = latest !== undefined && fingerprintOf(latest.text) === dump.fingerprint;
  const all = known ? versions : [...versions, { text: dump.text, file: '', label: 'now' }];
  if (all.length < 2) return [];

  const step = context.reporter.step('history');
  const { models, problem } = await readModels(all, source, dump, (file) => step.update(file));
  const result = all.map(({ text, file, label }, i): Version => {
    const to = models[i] ?? null;
    return {
      label,
      file,
      fingerprint: fingerprintOf(text).slice(0, 8),
      server: serverOf(text),
      text: bodyOf(text),
      since: to === null ? [] : knownBefore(models.slice(0, i)).map((from) => changesBetween(from, to)),
    };
  });
  const words = `${plural(versions.length, 'version')} in ${settings['schema-dir']}`;
  if (problem === null) step.done(words);
  else step.warn(words, [problem]);
  return result;
}

/** What is known of a version that was restored. */
type Known = Pick<Dump, 'model' | 'rows'>;

/** What was restored in this process, by the text and the server: a run that is repeated reads the same versions again. */
const restored = new Map<string, Known>();

/** The models of the newest versions; null for the others, and for those before one that cannot be restored here. */
async function readModels(
  versions: readonly { text: string; file: string }[],
  source: Source,
  dump: Dump,
  busy: (file: string) => void,
): Promise<{ models: (Known | null)[]; problem: string | null }> {
  const models: (Known | null)[] = versions.map(() => null);
  if (source.engine.kind === 'external') return { models, problem: null };
  for (let i = versions.length - 1; i >= Math.max(0, versions.length - 1 - MOST_RESTORED); i--) {
    const { text, file } = versions[i] ?? { text: '', file: '' };
    if (fingerprintOf(text) === dump.fingerprint) {
      models[i] = dump;
      continue;
    }
    const key = `${source.engine.label}\n${text}`;
    const known = restored.get(key);
    if (known !== undefined) {
      models[i] = known;
      continue;
    }
    busy(file);
    try {
      await using scratch = await source.engine.scratch();
      await restore(text, scratch, file);
      await using session = await scratch.connect();
      await session.execute('BEGIN READ ONLY');
      const found = { model: (await readCatalogue(session)).model, rows: await readRows(session, rowsOf(text)) };
      restored.set(key, found);
      models[i] = found;
    } catch (error) {
      const [reason] = messageOf(error).split('\n');
      return { models, problem: `${file} cannot be restored here to say what changed since: ${reason}` };
    }
  }
  return { models, problem: null };
}

/** The models before one, the nearest first, up to the oldest that is known: those are the newest ones. */
function knownBefore(models: readonly (Known | null)[]): Known[] {
  const known = models.toReversed();
  const end = known.indexOf(null);
  return (end < 0 ? known : known.slice(0, end)).filter((model) => model !== null);
}

function changesBetween(from: Known, to: Known): PageChanges {
  const rows = { from: from.rows, to: to.rows };
  const all = explainChanges(from.model, to.model, { rows }).map(describeChange);
  return { list: all.slice(0, MOST_CHANGES), more: Math.max(0, all.length - MOST_CHANGES) };
}

function describeChange(change: Change): PageChange {
  const { class: level, kind, object, property, from, to, message } = change;
  const [old, now] = [from, to].map((value) => shortValue(value) ?? 'none');
  return {
    class: classWords(level),
    kind,
    object,
    what: property === null ? wholeWords(change) : `${property}: ${old} → ${now}`,
    message,
  };
}

function serverOf(text: string): string {
  const versions = readHeader(text)?.versions;
  return versions === undefined ? '' : `TimescaleDB ${versions.timescaledb} on PostgreSQL ${versions.postgres}`;
}
