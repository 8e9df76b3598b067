import { resolve } from 'node:path';
import type { Change } from '../diff/change.ts';
import type { Dump } from '../dump/dump.ts';
import { type Latest, readLatest } from '../history/read-latest.ts';
import type { Finding } from '../lint/types.ts';
import { canonicalDump, type Proof, settle } from '../proof/prove.ts';
import type { Required } from '../proof/required.ts';
import type { Settings } from '../settings/schema.ts';
import { explainSince } from './changes.ts';
import type { Context } from './context.ts';
import { documentDump, drawAlong } from './docs.ts';
import { dumpSource } from './dump.ts';
import { countLint, fails, lintSource } from './lint.ts';
import { proveSource, scratchFor } from './prove.ts';
import { openSource, type Source } from './source.ts';
import { validateSource } from './validate.ts';
import { compareWithLatest, type LatestComparison } from './version.ts';

/** What is known of a schema before anything is written. */
export interface Check {
  ok: boolean;
  server: string;
  required: Required;
  /** What the lint rules found; nothing where they did not run. */
  lint: readonly Finding[];
  dump: Dump | null;
  /** Null where the restore test was turned off, or the run ended before it. */
  proof: Proof | null;
  /** The documentation; null where the run ended before it. */
  readme: string | null;
  /** The same as an HTML page; null where that was not asked for, or the run ended before it. */
  page: string | null;
  /** The version that stood in the schema directory when the run began. */
  latest: Latest | undefined;
  /** Whether that holds the same schema; null where the run ended before it was known. */
  compared: LatestComparison | null;
}

export interface Compared extends Check {
  /** The latest version holds another schema, or there is none. */
  changed: boolean;
  /** What is different from it; null where that cannot be told. */
  changes: Change[] | null;
}

/**
 * Everything that a backup does but writing, and the lint rules; then how it differs from the latest version.
 *
 * @param options.page also draws the HTML page
 */
export async function check(settings: Settings, context: Context, options: { page?: boolean } = {}): Promise<Compared> {
  await using source = await openSource(settings, context);
  const result = await checkSource(source, settings, context, { lint: true });
  const { dump, latest, compared } = result;
  if (compared === null || dump === null) return { ...result, changed: false, changes: null };
  const { same, changes } = await compare(source, dump, latest, compared, context);
  const page = options.page === true ? await drawAlong(source, dump, settings, context) : null;
  return { ...result, page, changed: !same, changes };
}

async function compare(
  source: Source,
  dump: Dump,
  latest: Latest | undefined,
  { same, words }: LatestComparison,
  context: Context,
): Promise<{ same: boolean; changes: Change[] | null }> {
  const step = context.reporter.step('compare');
  const details = words === null ? [] : [words];
  if (same) step.unchanged(`the same schema as ${latest?.file}`, details);
  else step.done(latest === undefined ? 'there is no version to compare with' : `differs from ${latest.file}`, details);
  if (same) return { same, changes: [] };
  return { same, changes: latest === undefined ? null : await explainSince(latest, source, dump, context) };
}

/**
 * The steps of a check on a source that is open. They stop where a promise is broken; an error that a rule finds fails
 * the check at its end.
 */
export async function checkSource(
  source: Source,
  settings: Settings,
  context: Context,
  options: { lint?: boolean | 'counted' } = {},
): Promise<Check> {
  const result: Check = {
    ok: false,
    server: source.engine.label,
    required: { unmet: [], counts: {} },
    lint: [],
    dump: null,
    proof: null,
    readme: null,
    page: null,
    compared: null,
    latest: await readLatest(resolve(context.cwd, settings['schema-dir'])),
  };

  const { model, required } = await validateSource(source, settings, context);
  result.required = required;
  if (options.lint === true) result.lint = lintSource(source, model, settings, context).findings;
  else if (options.lint === 'counted') countLint(source, model, settings, context);
  if (required.unmet.length > 0) return result;

  const printed = await dumpSource(source, context);
  result.dump = printed;
  if (settings['restore-test']) {
    await using engine = await scratchFor(source, printed, settings, context);
    result.proof = await proveSource(source, printed, engine, context);
    if (!result.proof.proved) return result;
    result.dump = canonicalDump(printed, result.proof);
    result.compared = await compareWithLatest(result.latest, result.dump, engine, result.proof.restored ?? result.dump);
  } else {
    context.reporter.step('restore').warn('not proved: the restore test is turned off');
    const engine = source.engine.kind === 'external' ? null : source.engine;
    if (engine !== null) result.dump = await settle(printed, engine);
    result.compared = await compareWithLatest(result.latest, result.dump, engine, result.dump);
  }

  result.readme = documentDump(result.dump, settings, context, {
    latest: result.compared.same ? result.latest : undefined,
  });
  result.ok = !fails(result.lint);
  return result;
}
