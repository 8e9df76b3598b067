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

/** The setting of the repository that keeps its workflows from opening pull requests. */
export const MAY_NOT_OPEN_PULLS = refusal(403, 'GitHub Actions is not permitted to create or approve pull requests.');

export const BAD_CREDENTIALS = refusal(401, 'Bad credentials');
export const NOT_FOUND = refusal(404, 'Not Found');
export const SERVER_ERROR = refusal(500, 'Server Error');
/** What stands before the API speaks HTML. */
export const BAD_GATEWAY: Answer = { status: 502, body: '<html><body>502 Bad Gateway</body></html>' };

/** A value that GitHub does not take. */
export function invalid(resource: string, field: string, message: string): Answer {
  return refusal(422, 'Validation Failed', {}, [{ resource, code: 'custom', field, message }]);
}

/** Too much in a short time, which GitHub answers with either status. */
export function secondaryRateLimit(status: 403 | 429, retryAfterSeconds: number): Answer {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return refusal(status, message, { 'retry-after': String(retryAfterSeconds) });
}

/** The token has used up its calls of the hour. */
export function primaryRateLimit(resetSeconds: number): Answer {
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(resetSeconds) };
  return refusal(403, 'API rate limit exceeded for installation.', headers);
}

export function bodyTooLong(resource: 'IssueComment' | 'PullRequest'): Answer {
  return invalid(resource, 'body', 'body is too long (maximum is 65536 characters)');
}
