import type { Change } from '../diff/change.ts';
import { RULES } from '../lint/rules/index.ts';
import type { Finding } from '../lint/types.ts';
import type { Reviewed } from './review.ts';

/** How a review ends. */
export interface Judgement {
  ok: boolean;
  /** Changes that fail it: those that `fail-on` lists. */
  failing: readonly Change[];
  /** Findings that fail it, and that no label lets through. */
  open: readonly Finding[];
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
  const open = label === '' ? listed : listed.filter(({ rule }) => !aboutChanges(rule));
  const approval = label !== '' && (failing.length > 0 || listed.length > open.length) ? { label, given } : null;
  const sound = dump !== null && required.unmet.length === 0 && (proof === null || proof.proved);
  const approved = approval === null ? failing.length === 0 : given;
  return { ok: sound && open.length === 0 && approved, failing, open, approval };
}

function aboutChanges(rule: string): boolean {
  return RULES.some(({ id, compares }) => id === rule && compares === true);
}
