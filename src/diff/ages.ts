import type { Job, Json } from '../catalog/model.ts';
import { offset } from '../format/offset.ts';
import { intervalMicroseconds } from '../sql/interval.ts';
import type { SchemaPair, Side } from './schema-pair.ts';

/** How long a policy's offset is: microseconds, or units of an integer time column. Undefined where it has none. */
export function lengthOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  return /^-?\d+$/.test(value) ? Number(value) : intervalMicroseconds(value);
}

/** How long rows of a hypertable or continuous aggregate are kept by its retention policies. */
export interface Kept {
  job: Job;
  length: number;
  /** `90 days` */
  words: string;
}

/** The strictest of the retention policies that run; undefined where rows are kept for good. */
export function retentionOf(relation: string, ...sides: readonly Side[]): Kept | undefined {
  return sides
    .flatMap((side) => side.policies(relation, 'retention policy'))
    .filter(({ scheduled }) => scheduled)
    .flatMap((job): Kept[] => {
      const value = job.config?.['drop_after'] ?? job.config?.['drop_created_before'];
      const length = lengthOf(value);
      const words = offset(value, job.config?.['drop_after'] === undefined ? null : job.timeType);
      return length === undefined || words === null ? [] : [{ job, length, words }];
    })
    .sort((a, b) => a.length - b.length)[0];
}

/** What a continuous aggregate knows that its source has forgotten, as the end of a sentence. */
export function historyGone(aggregate: string, context: SchemaPair): string {
  const source = context.before.aggregate(aggregate)?.source;
  const kept = source === undefined ? undefined : retentionOf(source, context.before, context.after);
  return kept === undefined ? '' : `, and ${source} keeps only ${kept.words}: older history is gone for good`;
}

/**
 * What a refresh policy would destroy: its window reaches back over raw rows that the source's retention has dropped, and a
 * refresh of a bucket without raw rows empties it. Null where the window ends before that.
 */
export function historyLost(refresh: Job, side: Side): string | null {
  const source = refresh.relation === null ? undefined : side.aggregate(refresh.relation)?.source;
  const kept = source === undefined ? undefined : retentionOf(source, side);
  if (kept === undefined) return null;
  const start = refresh.config?.['start_offset'];
  const length = lengthOf(start);
  if (length !== undefined && length <= kept.length) return null;
  const back = length === undefined ? 'all history' : `the last ${offset(start, refresh.timeType)?.replace(/^1 /, '')}`;
  return `it refreshes ${back}, but ${source} keeps only ${kept.words}: buckets whose raw rows are gone are emptied`;
}
