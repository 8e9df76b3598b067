import type { Api } from './api.ts';

export interface PullRequestInput {
  /** The branch with the proposal and the one that it is for, in the same repository. */
  head: string;
  base: string;
  title: string;
  body: string;
}

export interface KeptPullRequest {
  number: number;
  url: string;
  status: 'opened' | 'updated' | 'unchanged';
}

/**
 * Opens a pull request, or brings the open one between these branches up to date. There is never a second.
 *
 * @throws UserError where GitHub does not answer, or not as hoped
 */
export function keepPullRequest(api: Api, input: PullRequestInput): Promise<KeptPullRequest> {
  const { owner, repo } = api;
  const { head, base, title, body } = input;
  return api.call('open the pull request', async (octokit, signal) => {
    const { pulls } = octokit.rest;
    const open = await pulls.list({ owner, repo, state: 'open', head: `${owner}:${head}`, base, request: { signal } });
    const found = open.data[0];
    if (found === undefined) {
      const { data } = await pulls.create({ owner, repo, head, base, title, body, request: { signal } });
      return { number: data.number, url: data.html_url, status: 'opened' };
    }
    const kept = { number: found.number, url: found.html_url };
    if (found.title === title && found.body === body) return { ...kept, status: 'unchanged' };
    await pulls.update({ owner, repo, pull_number: found.number, title, body, request: { signal } });
    return { ...kept, status: 'updated' };
  });
}
