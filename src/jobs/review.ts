import type { Change } from '../diff/change.ts';
import { explainChanges } from '../diff/changes.ts';
import { readRenameHints, resolveRenames } from '../diff/rename/hints.ts';
import { diffText, type TextDiff } from '../diff/text.ts';
import { bodyOf } from '../dump/header.ts';
import { RULES } from '../lint/rules/index.ts';
import type { Finding } from '../lint/types.ts';
import type { Settings } from '../settings/schema.ts';
import { type Base, type BaseOptions, readBase } from './base.ts';
import { describeClasses } from './changes.ts';
import { type Check, checkSource } from './check.ts';
import type { Context } from './context.ts';
import { lintSource } from './lint.ts';
import { openSource } from './source.ts';
import { targetVersion } from './target-version.ts';

export interface Reviewed extends Check {
  /** Null where there is nothing to compare with, or the head is not worth it. */
  base: Base | null;
  changes: readonly Change[] | null;
  diff: TextDiff | null;
}

/**
 * Reviews a proposal: the head is built, checked and proved, the base is built beside it on a server of its own, and what
 * lies between is explained and linted. Whether it passes is for `judge` to say.
 */
export async function review(options: BaseOptions, settings: Settings, context: Context): Promise<Reviewed> {
  await using source = await openSource(settings, context);
  const head = await checkSource(source, settings, context);
  const { dump } = head;
  if (dump === null || head.readme === null) return { ...head, base: null, changes: null, diff: null };
  const base = await readBase(options, source, head.latest, settings, context);
  if (base === null) {
    const { findings } = lintSource(source, dump.model, settings, context);
    return { ...head, lint: findings, base, changes: null, diff: null };
  }
  const step = context.reporter.step('changes');
  const changes = explainChanges(base.model, dump.model, {
    timescaledb: targetVersion(source.engine, settings),
    renames: resolveRenames(readRenameHints(source.statements), base.model, dump.model),
  });
  step.done(`${describeClasses(changes)} since ${base.label}`);
  const { findings } = lintSource(source, dump.model, settings, context, { model: base.model, changes });
  const diff = diffText(base.body, bodyOf(dump.text), { from: 'base.sql', to: 'head.sql' });
  return { ...head, lint: findings, base, changes, diff };
}

/** How a review ends. */
export interface Judgement {
  ok: boolean;
  /** Changes that fail it: those that `fail-on` lists. */
  failing: readonly Change[];
  /** Null where no change needs an approval. */
  approval: { label: string; given: boolean } | null;
}

/**
 * Judges a review by what `fail-on` lists. The approving label lets its changes through, and what rules found about
 * changes; it mends neither a lossy restore nor a missing object.
 */
export function judge(
  { changes, lint, required, proof, dump }: Reviewed,
  failOn: readonly string[],
  label: string,
  labels: readonly string[],
): Judgement {
  const failing = (changes ?? []).filter((change) => failOn.includes(change.class));
  const listed = lint.filter(({ severity }) => failOn.includes(severity));
  const given = label !== '' && labels.includes(label);
  const open = given ? listed.filter(({ rule }) => !aboutChanges(rule)) : listed;
  const sound = dump !== null && required.unmet.length === 0 && (proof === null || proof.proved);
  return {
    ok: sound && open.length === 0 && (given || failing.length === 0),
    failing,
    approval: label !== '' && (failing.length > 0 || listed.some(isAboutChanges)) ? { label, given } : null,
  };
}

function isAboutChanges({ rule }: Finding): boolean {
  return aboutChanges(rule);
}

function aboutChanges(rule: string): boolean {
  return RULES.some(({ id, compares }) => id === rule && compares === true);
}
