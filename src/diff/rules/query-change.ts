import { humanInterval } from '../../words/interval.ts';
import { firstDifference } from '../first-difference.ts';
import type { Judgement } from '../rule.ts';

const BUCKET = /(time_bucket\()'([^']*)'(::interval)/g;

/** What changed in a query: the length of its buckets where nothing else did, else the first line that differs. */
export function queryChange(
  before: string,
  after: string,
): Required<Pick<Judgement, 'from' | 'to'>> & { property: string } {
  const [old, now] = [before, after].map((query) => query.match(BUCKET)?.[0]);
  const [from, to] = [old, now].map((call) => (call === undefined ? null : humanInterval(call.replace(BUCKET, '$2'))));
  const without = (query: string): string => query.replace(BUCKET, '$1$3');
  if (from != null && to != null && from !== to && without(before) === without(after))
    return { property: 'bucket', from, to };
  return { property: 'query', ...firstDifference(before, after) };
}
