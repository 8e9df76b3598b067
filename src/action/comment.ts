import { messageOf, UserError } from '../errors.ts';
import { openApi } from '../github/api.ts';
import { keepComment } from '../github/comment.ts';
import { digestOf, isQuiet, type Review, renderComment } from '../report/comment.ts';
import { commentName } from './comment-name.ts';
import type { Run } from './context.ts';
import { lineLinks, rulePages } from './links.ts';
import type { Outcome } from './outcome.ts';

/** What a comment tells, without what the run knows. */
export type CommentContent = Omit<Review, 'id' | 'name' | 'links' | 'database'>;

/**
 * The step: keeps the comment on the pull request. Where it cannot be written the run goes on: summary and annotations
 * say the same.
 */
export async function postComment(facts: CommentContent, run: Run, outcome: Outcome): Promise<void> {
  const { pullRequest, fork, dependabot, apiUrl, repository } = run.facts;
  if (pullRequest === null) return;
  const { reporter } = run.context;
  const { token, 'network-timeout': seconds } = run.inputs;
  const step = reporter.step('comment');
  const elsewhere = 'the summary and the annotations say the same';
  if (fork) return step.unchanged(`none: the token of a fork's pull request may only read; ${elsewhere}`);
  if (dependabot) return step.unchanged(`none: Dependabot's token may only read; ${elsewhere}`);
  if (token === undefined || token === '') return step.unchanged(`none: there is no token; ${elsewhere}`);

  const review = reviewOf(facts, run, outcome);
  const { body, digest } = renderComment(review);
  const api = openApi({ token, repository, apiUrl, timeoutMs: seconds * 1000, permission: 'pull-requests: write' });
  try {
    const kept = await keepComment(api, {
      number: pullRequest.number,
      digestOf: (text) => digestOf(text, review.id),
      body,
      digest,
      create: !isQuiet(review),
    });
    if (kept.url !== null) outcome.outputs['comment-url'] = kept.url;
    if (kept.status === 'none') step.unchanged('none: there is nothing to say');
    else if (kept.status === 'unchanged') step.unchanged('says the same already', [kept.url ?? '']);
    else step.done(kept.status, [kept.url ?? '']);
  } catch (error) {
    const hint = error instanceof UserError && error.hint !== undefined ? [error.hint] : [];
    step.warn(`none: ${messageOf(error)}; ${elsewhere}`, hint);
  }
}

function reviewOf(facts: CommentContent, { inputs, settings, facts: event, context }: Run, outcome: Outcome): Review {
  const artifact = outcome.outputs['artifact-url'];
  const link = lineLinks(event);
  const name = commentName(inputs, settings);
  return {
    ...facts,
    id: name || 'schema',
    name: name || null,
    database: settings.database,
    links: {
      summary: event.runUrl,
      artifact: typeof artifact === 'string' ? artifact : null,
      file: link,
      rules: rulePages(context.env, event),
    },
  };
}
