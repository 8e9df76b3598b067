import type { GitHubState } from './github-state.ts';
import type { Answer } from './loopback.ts';

/** A request that fits the description. */
export interface Call {
  state: GitHubState;
  /** Whose token it is. */
  login: string;
  path: string;
  parameters: Record<string, string>;
  query: URLSearchParams;
  body: Body;
}

/** What bodies of requests may have in all operations together. */
interface Body {
  title?: string;
  body?: string | null;
  head?: string;
  base?: string;
  draft?: boolean;
  state?: 'open' | 'closed';
  state_reason?: string;
  labels?: string[];
  comments?: { path: string; line?: number; body: string }[];
}

/** GitHub names a repository by its number in the links to further pages. */
export const REPOSITORY_ID = 4_711_001;

/** One page of a list, of 30 items unless asked for more, with links to the others. */
export function page({ state, path, query }: Call, items: readonly unknown[]): Answer {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const number = Number(query.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (rel: string, to: number): string => {
    const numbered = path.replace(`/repos/${state.owner}/${state.repo}/`, `/repositories/${REPOSITORY_ID}/`);
    const further = new URLSearchParams([...[...query].filter(([name]) => name !== 'page'), ['page', String(to)]]);
    return `<${state.url}${numbered}?${further}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link('prev', number - 1), link('first', 1)] : []),
    ...(number < last ? [link('next', number + 1), link('last', last)] : []),
  ];
  return {
    status: 200,
    headers: links.length === 0 ? {} : { link: links.join(', ') },
    body: items.slice((number - 1) * size, number * size),
  };
}
