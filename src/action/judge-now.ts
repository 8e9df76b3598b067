import { openApi } from '../github/api.ts';
import { readLabels } from '../github/labels.ts';
import { type Judgement, judge } from '../jobs/judge.ts';
import type { Reviewed } from '../jobs/review.ts';
import type { Run } from './context.ts';

/** Judges a review. The labels are asked for where one decides: the event's are as old as the event. */
export async function judgeNow(result: Reviewed, { inputs, facts }: Run): Promise<Judgement> {
  const { 'fail-on': failOn, 'approval-label': label, token, 'network-timeout': seconds } = inputs;
  const { pullRequest, repository, apiUrl } = facts;
  const first = judge(result, failOn, label, pullRequest?.labels ?? []);
  if (first.approval === null || pullRequest === null || !token) return first;
  const api = openApi({ token, repository, apiUrl, timeoutMs: seconds * 1000, permission: 'pull-requests: read' });
  return await readLabels(api, pullRequest.number).then(
    (labels) => judge(result, failOn, label, labels),
    () => first,
  );
}
