import type { Job } from '../catalog/model.ts';
import type { Watched } from './aggregates.ts';
import { span, type Units } from './feed.ts';
import { type Scheduled, slotAfter } from './schedule.ts';
import { DAY_MS } from './types.ts';

/** A refresh sees rows that came in since it ran last, and so need not run as long as none of them leaves its window. */
export interface Refresh {
  watched: Watched;
  /** The window's ends before the moment of a run, in milliseconds; infinite where it has none. */
  startOffset: number;
  endOffset: number;
  /** Rows came in that it has not taken up. */
  pending: number[];
  /** When it was due last since it ran, and was put off. */
  putOff: number | null;
  /** Others read it, or it reads another: its runs may not be put off. */
  chained: boolean;
}

/** A run is put off no longer than this. */
const GAPS = { refresh: DAY_MS, policy: 7 * DAY_MS, job: DAY_MS / 4 };
/** After so many failures one after the other a job that fails is tried no more often than it would run. */
const WATCHED_FAILURES = 3;

/** What refreshes an aggregate, before it ran. */
export function refreshOf({ config }: Job, watched: Watched, units: Units | null, chained: boolean): Refresh {
  return {
    watched,
    startOffset: span(config?.['start_offset'], units) ?? Number.POSITIVE_INFINITY,
    endOffset: span(config?.['end_offset'], units) ?? 0,
    pending: [],
    putOff: null,
    chained,
  };
}

/** Notes a run: what lies in its window is taken up, and what lies far behind it never will be. */
export function refreshed(refresh: Refresh, at: number): void {
  const { endOffset, startOffset, watched } = refresh;
  refresh.putOff = null;
  refresh.pending = refresh.pending.filter(
    (row) => row >= at - endOffset - watched.width && row > at - startOffset - 2 * watched.width,
  );
}

/** What decides whether a run may wait. */
export interface Concerned {
  /** Of a refresh policy. */
  refresh: Refresh | undefined;
  /** Moments of the rows that arrive by then and are not inserted yet. */
  planned: () => readonly number[];
  /** True where a chunk came of the age at which the policy acts, since a moment. */
  hasDue: (since: number) => boolean;
}

/** True where a run changes nothing that the next one does not change as well. */
export function mayWait(scheduled: Scheduled, at: number, { refresh, planned, hasDue }: Concerned): boolean {
  const { last, failures, job } = scheduled;
  if (last === null) return false;
  const next = slotAfter(scheduled, at);
  if (failures > 0 && failures < WATCHED_FAILURES) return false;
  if (failures > 0 || job.form === 'job') return next - last.at <= GAPS.job;
  if (refresh === undefined) return next - last.at <= GAPS.policy && !hasDue(last.at);
  if (next - last.at > GAPS.refresh || refresh.chained) return false;
  const { width } = refresh.watched;
  return ![...refresh.pending, ...planned()].some(
    (row) => row <= at - refresh.endOffset && row - width < next - refresh.startOffset,
  );
}
