import { messageOf, UserError } from '../errors.ts';
import { within } from './within.ts';

export type Octokit = ReturnType<typeof import('@actions/github').getOctokit>;

/** GitHub's REST API for one repository. */
export interface Api {
  owner: string;
  repo: string;
  /**
   * One piece of work with it, given up at the time limit.
   *
   * @param doing what it is about, as in `cannot <doing>`
   * @throws UserError in the words of GitHub's answer, with what to do about it
   */
  call<T>(doing: string, work: (octokit: Octokit, signal: AbortSignal) => Promise<T>): Promise<T>;
}

export interface ApiOptions {
  token: string;
  /** `owner/name` */
  repository: string;
  apiUrl: string;
  timeoutMs: number;
  /** What a 403 hints at: `pull-requests: write`. */
  permission: string;
}

/** Opens the API. Nothing is sent, or loaded, before the first call. */
export function openApi({ token, repository, apiUrl, timeoutMs, permission }: ApiOptions): Api {
  const [owner = '', repo = ''] = repository.split('/');
  return {
    owner,
    repo,
    async call(doing, work) {
      try {
        return await within(timeoutMs, "GitHub's API", async (signal) => {
          const { getOctokit } = await import('@actions/github');
          return await work(getOctokit(token, { baseUrl: apiUrl, log: SILENT }), signal);
        });
      } catch (error) {
        throw explain(error, doing, permission);
      }
    },
  };
}

/** What a failed answer carries, by Octokit's RequestError. */
interface Answer {
  status?: number;
  response?: { headers?: Record<string, string | undefined> };
}

function explain(error: unknown, doing: string, permission: string): UserError {
  const { status, response } = (error ?? {}) as Answer;
  const said = messageOf(error).split(' - https://')[0] ?? '';
  const message = `cannot ${doing}: ${status === undefined ? said : `GitHub answers ${status}: ${said}`}`;
  const wanted = response?.headers?.['x-accepted-github-permissions'];
  const hint = hintFor(status, said, wanted, permission);
  return new UserError(message, { ...(hint === undefined ? {} : { hint }), cause: error });
}

function hintFor(
  status: number | undefined,
  said: string,
  wanted: string | undefined,
  permission: string,
): string | undefined {
  if (/not permitted to create or approve pull requests/i.test(said)) {
    return 'Allow it in the repository: Settings, Actions, General, "Allow GitHub Actions to create and approve pull requests".';
  }
  if (status === 429 || /rate limit/i.test(said)) return 'Too many calls with this token: run it again later.';
  if (status === 403 || status === 404) {
    return `Give the job the permission "${permission}"${wanted === undefined ? '' : ` (GitHub asks for ${wanted})`}.`;
  }
  if (status === 401) return 'The token is not valid any more: check the input token.';
  if (status !== undefined && status >= 500)
    return 'GitHub has trouble (https://www.githubstatus.com): run it again later.';
  return undefined;
}

const nothing = (): void => {};
/** Octokit writes deprecations to the console, where a runner would read them. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };
