import type { Answer } from './loopback.ts';

const DOCS = 'https://docs.github.com/rest';

function refusal(status: number, message: string, headers: Record<string, string> = {}, errors?: unknown[]): Answer {
  const body = {
    message,
    ...(errors === undefined ? {} : { errors }),
    documentation_url: DOCS,
    status: String(status),
  };
  return { status, headers, body };
}

/** The token lacks a permission, which the header names as GitHub writes them: `pull_requests=write`. */
export function notAccessible(accepted = 'issues=write; pull_requests=write'): Answer {
  return refusal(403, 'Resource not accessible by integration', { 'x-accepted-github-permissions': accepted });
}

export const BAD_CREDENTIALS = refusal(401, 'Bad credentials');
export const NOT_FOUND = refusal(404, 'Not Found');
export const SERVER_ERROR = refusal(500, 'Server Error');

/** A value that GitHub does not take. */
export function invalid(resource: string, field: string, message: string): Answer {
  return refusal(422, 'Validation Failed', {}, [{ resource, code: 'custom', field, message }]);
}

/** Too much in a short time, which GitHub answers with either status. */
export function secondaryRateLimit(status: 403 | 429, retryAfterSeconds: number): Answer {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return refusal(status, message, { 'retry-after': String(retryAfterSeconds) });
}

export function bodyTooLong(resource: 'Issue' | 'IssueComment' | 'PullRequest' | 'PullRequestReviewComment'): Answer {
  return invalid(resource, 'body', 'body is too long (maximum is 65536 characters)');
}
