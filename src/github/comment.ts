import type { Api, Octokit } from './api.ts';

export interface CommentInput {
  /** The pull request. */
  number: number;
  /** What tells a comment of ours from any other, by its body: its digest; undefined for a stranger's. */
  digestOf: (body: string) => string | undefined;
  body: string;
  digest: string;
  /** False to change only a comment that is there: nothing is said where nobody asked. */
  create: boolean;
}

export interface KeptComment {
  status: 'created' | 'updated' | 'unchanged' | 'none';
  url: string | null;
}

/**
 * Keeps one comment on a pull request: finds ours among all of them, and writes only where it says something else.
 *
 * @throws UserError where GitHub does not answer, or not as hoped
 */
export function keepComment(api: Api, input: CommentInput): Promise<KeptComment> {
  const { owner, repo } = api;
  const { number, body, digest, create } = input;
  return api.call('comment on the pull request', async (octokit, signal) => {
    const request = { signal };
    const { issues } = octokit.rest;
    const found = await findComment(octokit, { owner, repo, issue_number: number, request }, input.digestOf);
    if (found?.digest === digest) return { status: 'unchanged', url: found.url };
    if (found !== undefined) {
      const { data } = await issues.updateComment({ owner, repo, comment_id: found.id, body, request });
      return { status: 'updated', url: data.html_url };
    }
    if (!create) return { status: 'none', url: null };
    const { data } = await issues.createComment({ owner, repo, issue_number: number, body, request });
    return { status: 'created', url: data.html_url };
  });
}

interface Where {
  owner: string;
  repo: string;
  issue_number: number;
  request: { signal: AbortSignal };
}

/** Anybody may write our marker into a comment: the author must be the one that we write as. */
async function findComment(
  octokit: Octokit,
  where: Where,
  digestOf: CommentInput['digestOf'],
): Promise<{ id: number; url: string; digest: string } | undefined> {
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, { ...where, per_page: 100 });
  const isOurs = ourAuthor(octokit, where.request);
  for await (const { data } of pages) {
    for (const { id, html_url: url, body, user } of data) {
      const digest = digestOf(body ?? '');
      if (digest !== undefined && (await isOurs(user))) return { id, url, digest };
    }
  }
  return undefined;
}

interface Author {
  login: string;
  type?: string | undefined;
}

/** Tells whether an author is the one that the token writes as, which is asked once and only where it matters. */
export function ourAuthor(octokit: Octokit, request: Where['request']): (user: Author | null) => Promise<boolean> {
  let login: Promise<string | null> | undefined;
  return async (user) => {
    if (user === null) return false;
    login ??= ownLogin(octokit, request);
    const own = await login;
    return own === null ? user.type === 'Bot' : user.login === own;
  };
}

/** Whose token it is; null for a workflow's or an app's, which GitHub does not say: their author is a bot. */
async function ownLogin(octokit: Octokit, request: Where['request']): Promise<string | null> {
  try {
    return (await octokit.rest.users.getAuthenticated({ request })).data.login;
  } catch (error) {
    if (request.signal.aborted) throw error;
    return null;
  }
}
