import type { PlacedFinding } from '../report/annotations.ts';
import type { SummaryInput } from '../report/summary.ts';
import type { Outputs } from './outputs.ts';

/** What a run came to, for the shell to publish. */
export interface Outcome {
  /** False fails the step. */
  ok: boolean;
  /** In one line. */
  verdict: string;
  outputs: Outputs;
  findings: PlacedFinding[];
  summary: Omit<SummaryInput, 'verdict' | 'findings' | 'linkTo'>;
}

/** A summary with nothing in it but the verdict. */
export function emptySummary(): Outcome['summary'] {
  return { facts: [], detail: null, change: null, model: null, body: null, links: [] };
}
