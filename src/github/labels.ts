import type { Api } from './api.ts';

/**
 * The labels that a pull request has at this moment. The event has those of its own time, also when a run is repeated.
 *
 * @throws UserError where GitHub does not answer, or not as hoped
 */
export function readLabels(api: Api, number: number): Promise<string[]> {
  const { owner, repo } = api;
  return api.call('read the labels of the pull request', async (octokit, signal) => {
    const { data } = await octokit.rest.issues.listLabelsOnIssue({
      owner,
      repo,
      issue_number: number,
      // GitHub allows a hundred labels, so there is one page.
      per_page: 100,
      request: { signal },
    });
    return data.map(({ name }) => name);
  });
}
