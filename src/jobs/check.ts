import { resolve } from 'node:path';
import type { Change } from '../diff/change.ts';
import type { Dump } from '../dump/dump.ts';
import { type Latest, readLatest } from '../history/read-latest.ts';
import type { Proof } from '../proof/prove.ts';
import type { Required } from '../proof/required.ts';
import type { Settings } from '../settings/schema.ts';
import { explainSince } from './changes.ts';
import type { Context } from './context.ts';
import { documentDump } from './docs.ts';
import { dumpSource } from './dump.ts';
import { proveSource } from './prove.ts';
import { openSource, type Source } from './source.ts';
import { validateSource } from './validate.ts';
import { compareWithLatest } from './version.ts';

/** What is known of a schema before anything is written. */
export interface Check {
  ok: boolean;
  server: string;
  required: Required;
  dump: Dump | null;
  /** Null where the restore test was turned off, or the run ended before it. */
  proof: Proof | null;
  /** The documentation; null where the run ended before it. */
  readme: string | null;
  /** The version that stood in the schema directory when the run began. */
  latest: Latest | undefined;
}

export interface Compared extends Check {
  /** The latest version holds another schema, or there is none. */
  changed: boolean;
  /** What is different from it; null where that cannot be told. */
  changes: Change[] | null;
}

/** Everything that a backup does but writing: build, validate, dump, prove, compare with the latest version. */
export async function check(settings: Settings, context: Context): Promise<Compared> {
  await using source = await openSource(settings, context);
  const result = await checkSource(source, settings, context);
  const { dump, latest } = result;
  if (!result.ok || dump === null) return { ...result, changed: false, changes: null };
  const step = context.reporter.step('compare');
  const { same, words } = await compareWithLatest(latest, source, dump);
  const details = words === null ? [] : [words];
  if (same) step.unchanged(`the same schema as ${latest?.file}`, details);
  else step.done(latest === undefined ? 'there is no version to compare with' : `differs from ${latest.file}`, details);
  if (same) return { ...result, changed: false, changes: [] };
  const changes = latest === undefined ? null : await explainSince(latest, source, dump, context);
  return { ...result, changed: true, changes };
}

/** The steps of a check on a source that is open. They stop where a promise is broken. */
export async function checkSource(source: Source, settings: Settings, context: Context): Promise<Check> {
  const result: Check = {
    ok: false,
    server: source.engine.label,
    required: { unmet: [], counts: {} },
    dump: null,
    proof: null,
    readme: null,
    latest: await readLatest(resolve(context.cwd, settings['schema-dir'])),
  };

  result.required = (await validateSource(source, settings, context)).required;
  if (result.required.unmet.length > 0) return result;

  result.dump = await dumpSource(source, context);

  if (settings['restore-test']) {
    result.proof = await proveSource(source, result.dump, settings, context);
    if (!result.proof.proved) return result;
  } else context.reporter.step('restore').warn('not proved: the restore test is turned off');

  result.readme = documentDump(result.dump, settings, context);
  result.ok = true;
  return result;
}
