import type { Api, Octokit } from './api.ts';
import { ourAuthor } from './comment.ts';

/** A line of a pull request, and the comment that would have another in its place. */
export interface Suggestion {
  /** From the root of the repository, with slashes. */
  path: string;
  /** Where it is in what was checked, which GitHub may have merged: the text decides. */
  line: number;
  /** The whole line as it is. */
  from: string;
  body: string;
  /** What tells it from others, and is in its body. */
  mark: string;
}

export interface SuggestionsInput {
  /** The pull request. */
  number: number;
  /** The commit that the lines are of. */
  headSha: string;
  suggestions: readonly Suggestion[];
}

export interface KeptSuggestions {
  /** Made now, all in one review. */
  made: number;
  /** Made before, whether or not somebody took or resolved them. */
  known: number;
  /** On lines that the pull request does not touch, where GitHub takes none. */
  elsewhere: number;
  /** The page of the review; null where none was made. */
  url: string | null;
}

/** A review of more is read by nobody; the next run makes the next ones. */
const MOST = 10;

/**
 * Suggests lines in a pull request: each once, on lines that it adds, and all that are new in one review.
 *
 * @throws UserError where GitHub does not answer, or not as hoped
 */
export function keepSuggestions(
  api: Api,
  { number, headSha, suggestions }: SuggestionsInput,
): Promise<KeptSuggestions> {
  const { owner, repo } = api;
  return api.call('suggest lines in the pull request', async (octokit, signal) => {
    const where = { owner, repo, pull_number: number, request: { signal } };
    const added = await addedLines(octokit, where, new Set(suggestions.map(({ path }) => path)));
    const placed = suggestions.flatMap((suggestion) => {
      const line = nearest(suggestion, added.get(suggestion.path));
      return line === undefined ? [] : [{ ...suggestion, line }];
    });
    const elsewhere = suggestions.length - placed.length;
    if (placed.length === 0) return { made: 0, known: 0, elsewhere, url: null };

    const bodies = await ourBodies(octokit, where);
    const fresh = placed.filter(({ mark }) => !bodies.some((body) => body.includes(mark)));
    const comments = fresh.slice(0, MOST).map(({ path, line, body }) => ({ path, line, side: 'RIGHT', body }));
    const counts = { made: comments.length, known: placed.length - fresh.length, elsewhere };
    if (comments.length === 0) return { ...counts, url: null };
    const { data } = await octokit.rest.pulls.createReview({
      ...where,
      commit_id: headSha,
      event: 'COMMENT',
      comments,
    });
    return { ...counts, url: data.html_url };
  });
}

interface Where {
  owner: string;
  repo: string;
  pull_number: number;
  request: { signal: AbortSignal };
}

/** The lines that a pull request adds to some files, by path and number. GitHub shows no patch of what is very large. */
async function addedLines(
  octokit: Octokit,
  where: Where,
  paths: ReadonlySet<string>,
): Promise<Map<string, Map<number, string>>> {
  const added = new Map<string, Map<number, string>>();
  const pages = octokit.paginate.iterator(octokit.rest.pulls.listFiles, { ...where, per_page: 100 });
  for await (const { data } of pages) {
    for (const { filename, patch } of data) {
      if (paths.has(filename) && patch !== undefined) added.set(filename, linesOf(patch));
    }
    if (added.size === paths.size) break;
  }
  return added;
}

function linesOf(patch: string): Map<number, string> {
  const lines = new Map<number, string>();
  let at = 0;
  for (const line of patch.split('\n')) {
    const hunk = /^@@ -\S+ \+(\d+)/.exec(line);
    if (hunk !== null) at = Number(hunk[1]);
    else if (line.startsWith('+')) lines.set(at++, line.slice(1).replace(/\r$/, ''));
    else if (line.startsWith(' ')) at++;
  }
  return lines;
}

/** Where the line is that is to be changed; of several with the same text the nearest. */
function nearest({ line, from }: Suggestion, added: ReadonlyMap<number, string> | undefined): number | undefined {
  const same = [...(added ?? [])].filter(([, text]) => text === from).map(([number]) => number);
  return same.sort((a, b) => Math.abs(a - line) - Math.abs(b - line))[0];
}

/** Anybody may write our mark into a comment: the author must be the one that we write as. */
async function ourBodies(octokit: Octokit, where: Where): Promise<string[]> {
  const bodies: string[] = [];
  const isOurs = ourAuthor(octokit, where.request);
  const pages = octokit.paginate.iterator(octokit.rest.pulls.listReviewComments, { ...where, per_page: 100 });
  for await (const { data } of pages) {
    for (const { body, user } of data)
      if (body.includes('<!-- timescale-ci ') && (await isOurs(user))) bodies.push(body);
  }
  return bodies;
}
