import type { Api, Octokit } from './api.ts';
import { ourAuthor } from './comment.ts';

export interface IssueInput {
  /** What tells an issue of ours from any other, by its body: its digest; undefined for a stranger's. */
  digestOf: (body: string) => string | undefined;
  label: string;
  /** What there is to say; null where all is well, and no issue is to be open. */
  now: { title: string; body: string; digest: string } | null;
  /** The comments on an issue that is closed, and on one that is opened again. */
  gone: string;
  back: string;
}

export interface KeptIssue {
  status: 'opened' | 'updated' | 'unchanged' | 'reopened' | 'closed' | 'none';
  url: string | null;
  /** Further ones of ours, which were closed. */
  duplicates: number[];
}

/**
 * Keeps one issue open for as long as there is something to say: opens it, brings it up to date where it says something
 * else, closes it with a comment, and opens the same one again. There is never a second.
 *
 * @throws UserError where GitHub does not answer, or not as hoped
 */
export function keepIssue(api: Api, input: IssueInput): Promise<KeptIssue> {
  const { owner, repo } = api;
  return api.call('keep the issue', async (octokit, signal) => {
    const request = { signal };
    const { issues } = octokit.rest;
    const where = { owner, repo, request };
    const found = await findIssues(octokit, where, input);
    const [kept, ...others] = found.filter(({ open }) => open);
    for (const { number } of others) {
      await issues.createComment({ ...where, issue_number: number, body: `#${kept?.number} says the same.` });
      await issues.update({ ...where, issue_number: number, state: 'closed', state_reason: 'not_planned' });
    }
    const result = { url: kept?.url ?? null, duplicates: others.map(({ number }) => number) };
    const { now, label } = input;
    if (now === null) {
      if (kept === undefined) return { ...result, status: 'none' };
      await issues.createComment({ ...where, issue_number: kept.number, body: input.gone });
      await issues.update({ ...where, issue_number: kept.number, state: 'closed', state_reason: 'completed' });
      return { ...result, status: 'closed' };
    }
    const { title, body } = now;
    if (kept !== undefined) {
      if (kept.digest === now.digest) return { ...result, status: 'unchanged' };
      await issues.update({ ...where, issue_number: kept.number, title, body });
      return { ...result, status: 'updated' };
    }
    const last = found.at(-1);
    if (last !== undefined) {
      await issues.update({ ...where, issue_number: last.number, title, body, state: 'open' });
      await issues.createComment({ ...where, issue_number: last.number, body: input.back });
      return { ...result, status: 'reopened', url: last.url };
    }
    const { data } = await issues.create({ ...where, title, body, labels: [label] });
    return { ...result, status: 'opened', url: data.html_url };
  });
}

interface Where {
  owner: string;
  repo: string;
  request: { signal: AbortSignal };
}

interface FoundIssue {
  number: number;
  url: string;
  open: boolean;
  digest: string;
}

/**
 * Our issues, the oldest first: those with the label, and where there is none whatever is open, since GitHub drops the
 * label of who may not set one. Anybody may write our marker: the author must be the one that we write as.
 */
async function findIssues(octokit: Octokit, where: Where, { digestOf, label }: IssueInput): Promise<FoundIssue[]> {
  const isOurs = ourAuthor(octokit, where.request);
  const list = async (choice: { state: 'open' | 'all'; labels?: string }): Promise<FoundIssue[]> => {
    const found: FoundIssue[] = [];
    const pages = octokit.paginate.iterator(octokit.rest.issues.listForRepo, {
      ...where,
      ...choice,
      sort: 'created',
      direction: 'asc',
      per_page: 100,
    });
    for await (const { data } of pages) {
      for (const { number, html_url: url, body, user, state, pull_request: pull } of data) {
        const digest = pull === undefined ? digestOf(body ?? '') : undefined;
        if (digest === undefined || !(await isOurs(user))) continue;
        found.push({ number, url, open: state === 'open', digest });
      }
    }
    return found;
  };
  const labelled = await list({ state: 'all', labels: label });
  return labelled.length > 0 ? labelled : await list({ state: 'open' });
}
