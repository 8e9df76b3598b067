import type { Change } from '../diff/change.ts';
import { explainChanges } from '../diff/changes.ts';
import { readRenameHints } from '../diff/rename/hints.ts';
import { resolveRenames } from '../diff/rename/resolve.ts';
import { diffText, type TextDiff } from '../diff/text.ts';
import type { Dump } from '../dump/dump.ts';
import { bodyOf } from '../dump/header.ts';
import { messageOf } from '../errors.ts';
import { lint } from '../lint/lint.ts';
import { placeChange } from '../lint/locate.ts';
import type { Finding } from '../lint/types.ts';
import { outlookSection } from '../report/outlook.ts';
import { outlookPicture } from '../report/outlook-picture.ts';
import { nested } from '../report/reporter.ts';
import type { Settings } from '../settings/schema.ts';
import type { SourceStatement } from '../sql/sources.ts';
import { type Base, type BaseOptions, type FoundBase, otherBase, partsOf, readBase } from './base.ts';
import { describeClasses } from './changes.ts';
import { type Check, checkSource } from './check.ts';
import type { Context } from './context.ts';
import { drawAlong } from './docs.ts';
import { lintSource, targetVersion } from './lint.ts';
import { planAlong } from './review-plan.ts';
import { simulateDump } from './simulate.ts';
import { openSource, type Source } from './source.ts';

export interface Reviewed extends Check {
  /** Null where there is nothing to compare with, or the head is not worth it. */
  base: Pick<Base, 'fingerprint'> | null;
  /** The base's commit, in short; null where the head was not worth a look at it. */
  since: string | null;
  /** What a reader must know of the base. */
  note: string | null;
  changes: readonly Change[] | null;
  diff: TextDiff | null;
  /** The statements of the head that bring the changes about, as far as that can be told. */
  places: ReadonlyMap<Change, SourceStatement>;
  /** What it makes of the time to come, beside the base; null where that is the same, or nobody asked. */
  outlook: { markdown: string; svg: string } | null;
  /** The plan from the base, in Markdown; null where there is none, or nobody asked. */
  plan: string | null;
  /** Those of the findings that the base has too. */
  known: ReadonlySet<Finding>;
}

const UNCOMPARED = {
  base: null,
  changes: null,
  diff: null,
  places: new Map<never, never>(),
  known: new Set<never>(),
  outlook: null,
  plan: null,
};

/**
 * Reviews a proposal: the head is built, checked and proved, the base is built beside it on a server of its own, and what
 * lies between is explained and linted. Whether it passes is for `judge` to say.
 *
 * @param options.page also draws the HTML page
 */
export async function review(
  options: BaseOptions & { page?: boolean },
  settings: Settings,
  context: Context,
): Promise<Reviewed> {
  await using source = await openSource(settings, context);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(context.signal === undefined ? [] : [context.signal])]);
  const find = (): Promise<FoundBase> => readBase(options, source, settings, { ...context, signal });
  // Docker builds it while the head is proved; the embedded engine has one thread for both.
  const early = source.engine.kind === 'docker' ? find() : undefined;
  early?.catch(() => {});
  try {
    const head = await checkSource(source, settings, context);
    if (head.dump === null || head.readme === null) {
      return { ...head, ...UNCOMPARED, since: null, note: null };
    }
    const found = await (early ?? find());
    const reviewed = compare(source, head, head.dump, found, settings, context);
    reviewed.outlook = await lookAhead(source, head.dump, found, settings, context);
    reviewed.plan = await planAlong(source, head.dump, found, settings, context);
    if (options.page === true) reviewed.page = await drawAlong(source, head.dump, settings, context);
    return reviewed;
  } finally {
    stop.abort();
    await early?.catch(() => {});
  }
}

function compare(
  source: Source,
  head: Check,
  dump: Dump,
  { label, base: found, note }: FoundBase,
  settings: Settings,
  context: Context,
): Reviewed {
  if (found === null) {
    const { findings } = lintSource(source, dump.model, settings, context);
    return { ...head, ...UNCOMPARED, lint: findings, since: label, note };
  }
  const base = found === 'same' ? { ...partsOf(dump), statements: source.statements } : found;
  const step = context.reporter.step('changes');
  const timescaledb = targetVersion(source.engine, settings);
  // What the base ran too is done: its names may have come back to mean something else.
  const ran = new Set(base.statements.map(({ sql }) => sql));
  const hints = readRenameHints(source.statements.filter(({ sql }) => !ran.has(sql)));
  const changes = explainChanges(base.model, dump.model, {
    timescaledb,
    renames: resolveRenames(hints, base.model, dump.model),
    rows: { from: base.rows, to: dump.rows },
  });
  step.done(`${describeClasses(changes)} since ${label}`);
  const { findings } = lintSource(source, dump.model, settings, context, { model: base.model, changes });
  const before = lint({ model: base.model, statements: base.statements, timescaledb, settings: settings.lint });
  const known = knownFindings(findings, before.findings);
  const diff = diffText(base.body, bodyOf(dump.text), { from: 'base.sql', to: 'head.sql' });
  // A runner shows ten annotations of a kind: the new ones come first.
  const ordered = [...findings.filter((one) => !known.has(one)), ...known];
  return {
    ...head,
    lint: ordered,
    base,
    since: label,
    note,
    changes,
    diff,
    places: placesOf(changes, source),
    known,
    outlook: null,
    plan: null,
  };
}

/** Simulates base and head where somebody asked for it and they differ. It never fails a review. */
async function lookAhead(
  source: Source,
  dump: Dump,
  found: FoundBase,
  settings: Settings,
  context: Context,
): Promise<Reviewed['outlook']> {
  const days = settings.simulate['review-days'];
  const base = otherBase(found, dump);
  if (days === 0 || base === null) return null;
  const step = context.reporter.step('simulate');
  const quiet = { ...context, reporter: nested(step) };
  try {
    const old = await simulateDump(base.body, base.statements, settings, quiet, days);
    const now = await simulateDump(bodyOf(dump.text), source.statements, settings, quiet, days);
    const section = outlookSection(old, now, days);
    step.done(section === null ? `${days} days: as at the base` : `${days} days: not as at the base`);
    return section === null ? null : { markdown: section, svg: outlookPicture(old, now) };
  } catch (error) {
    context.signal?.throwIfAborted();
    step.warn(`base and head were not simulated: ${messageOf(error).split('\n')[0]}`);
    return null;
  }
}

function placesOf(changes: readonly Change[], { statements }: Source): Map<Change, SourceStatement> {
  return new Map(
    changes.flatMap((change) => {
      const at = placeChange(change, statements);
      return at === undefined ? [] : [[change, at] as const];
    }),
  );
}

/** Lines move; a finding is the same where the same rule says the same of the same object. */
function knownFindings(findings: readonly Finding[], before: readonly Finding[]): Set<Finding> {
  const key = ({ rule, object, message }: Finding): string => JSON.stringify([rule, object, message]);
  const old = new Set(before.map(key));
  return new Set(findings.filter((finding) => old.has(key(finding))));
}
