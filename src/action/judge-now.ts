import { messageOf, UserError } from '../errors.ts';
import { openApi } from '../github/api.ts';
import { readLabels } from '../github/labels.ts';
import { type Judgement, judge } from '../jobs/judge.ts';
import type { Reviewed } from '../jobs/review.ts';
import type { Run } from './context.ts';

/**
 * Judges a review. The labels are asked for where one decides: the event's are as old as the event, and one that was taken
 * away since must not let a change through. Without an answer there is no approval.
 */
export async function judgeNow(result: Reviewed, { inputs, facts, context }: Run): Promise<Judgement> {
  const { 'fail-on': failOn, 'approval-label': label, token, 'network-timeout': seconds } = inputs;
  const { pullRequest, repository, apiUrl } = facts;
  const first = judge(result, failOn, label, pullRequest?.labels ?? []);
  if (first.approval === null || pullRequest === null || !token) return first;
  const api = openApi({ token, repository, apiUrl, timeoutMs: seconds * 1000, permission: 'pull-requests: read' });
  try {
    return judge(result, failOn, label, await readLabels(api, pullRequest.number));
  } catch (error) {
    const hint = error instanceof UserError && error.hint !== undefined ? [error.hint] : [];
    const so = `so the label ${label} counts for nothing in this run; run it again`;
    context.reporter.warn(`${messageOf(error)}: ${so}`, hint);
    return judge(result, failOn, label, []);
  }
}
