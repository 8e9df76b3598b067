import { setTimeout as sleep } from 'node:timers/promises';
import { fingerprintOf } from '../dump/header.ts';
import { push } from '../history/git/push.ts';
import type { StepHandle } from '../report/reporter.ts';
import type { CommitResult, Committed } from './commit.ts';
import type { Context } from './context.ts';

/** Pushes a commit to the branch that is checked out, on top of what other runs have pushed in the meantime. */
export async function pushCommit(
  { checkout: { git, branch, head }, commit, dir, who }: Committed,
  { signal }: Context,
  step: StepHandle,
): Promise<Partial<CommitResult>> {
  const pushed = await push(git, {
    commit,
    base: head,
    branch,
    dir,
    fingerprint: fingerprintOf,
    who,
    pause: (attempt) => sleep(jitter(attempt), undefined, { signal }),
    onRetry: (attempt, why) => step.update(`${why}: attempt ${attempt}`),
  });
  const { version, latest } = pushed.joined ?? {};
  const details = pushed.behind === undefined ? [] : [`The local branch stays where it was: ${pushed.behind}`];
  const result = { sha: pushed.commit, branch, version };
  if (!pushed.ours) {
    step.unchanged(`another run has committed the same schema to ${branch} as ${version}`, details);
    return { ...result, status: 'unchanged' };
  }
  if (version !== latest) details.unshift(`schema_latest.sql leads to ${latest}, the later version of another run.`);
  const again = pushed.attempts === 1 ? '' : `, in ${pushed.attempts} attempts`;
  step.done(`${pushed.commit.slice(0, 8)} on ${branch}${again}`, details);
  return { ...result, status: 'pushed' };
}

/** Milliseconds before an attempt: longer each time, and never the same for two runs that got in each other's way. */
export function jitter(attempt: number): number {
  return Math.random() * Math.min(8_000, 250 * 2 ** attempt);
}
