import { execFileSync } from 'node:child_process';
import { gitEnvironment } from '../support/git.ts';
import { fill } from './fill.ts';

/** A comment of an issue or of a pull request. */
export interface Comment {
  id: number;
  issue: number;
  login: string;
  body: string;
  createdAt: string;
  updatedAt: string;
}

/** A comment at a line of a pull request. */
export interface LineComment {
  id: number;
  pull: number;
  login: string;
  path: string;
  line: number;
  body: string;
}

/** A file that a pull request changes. */
export interface ChangedFile {
  filename: string;
  /** Left out by GitHub where it is very long, or no text. */
  patch?: string;
}

export interface Pull {
  number: number;
  state: 'open' | 'closed';
  title: string;
  body: string | null;
  /** Branches of this repository. */
  head: string;
  base: string;
  draft: boolean;
  labels: string[];
  login: string;
  /** What it changes, where there is no remote to ask. */
  files: ChangedFile[];
}

/** An issue that is no pull request. */
export interface Issue {
  number: number;
  state: 'open' | 'closed';
  stateReason: string | null;
  title: string;
  body: string | null;
  labels: string[];
  login: string;
}

/** The one repository that a fake has. */
export interface GitHubState {
  url: string;
  owner: string;
  repo: string;
  /** A bare repository on disk, which knows the branches; without one every branch exists. */
  remote: string | undefined;
  comments: Comment[];
  lineComments: LineComment[];
  pulls: Pull[];
  issues: Issue[];
  /** A time later than all before. */
  tick(): string;
  nextId(): number;
}

export function createState(url: string, repository: string, remote: string | undefined): GitHubState {
  const [owner = '', repo = ''] = repository.split('/');
  let seconds = 0;
  let id = 2_000_000_000;
  return {
    url,
    owner,
    repo,
    remote,
    comments: [],
    lineComments: [],
    pulls: [],
    issues: [],
    tick: () => new Date(Date.UTC(2026, 10, 22, 2, 0, seconds++)).toISOString().replace('.000', ''),
    nextId: () => id++,
  };
}

/** Adds a pull request of `ada`'s branch `feature`, save for what is given. */
export function addPull(state: GitHubState, given: Partial<Pull> & Pick<Pull, 'number'>): Pull {
  const pull: Pull = {
    state: 'open',
    title: 'Change the schema',
    body: null,
    head: 'feature',
    base: 'main',
    draft: false,
    labels: [],
    login: 'ada',
    files: [],
    ...given,
  };
  state.pulls.push(pull);
  return pull;
}

export function addIssue(state: GitHubState, given: Partial<Issue>): Issue {
  const number = Math.max(0, ...[...state.issues, ...state.pulls].map((one) => one.number)) + 1;
  const base: Issue = {
    number,
    state: 'open',
    stateReason: null,
    title: 'An issue',
    body: null,
    labels: [],
    login: 'ada',
  };
  const issue = { ...base, ...given };
  state.issues.push(issue);
  return issue;
}

export function issueJson({ url, owner, repo }: GitHubState, issue: Issue): unknown {
  return fill('issue', {
    number: issue.number,
    state: issue.state,
    state_reason: issue.stateReason,
    title: issue.title,
    body: issue.body,
    url: `${url}/repos/${owner}/${repo}/issues/${issue.number}`,
    html_url: `https://github.com/${owner}/${repo}/issues/${issue.number}`,
    user: userJson(issue.login),
    labels: issue.labels.map((name) => labelJson(name)),
  });
}

/** In lists a pull request is an issue, too. */
export function pullAsIssueJson(state: GitHubState, pull: Pull): unknown {
  const { url, owner, repo } = state;
  const at = `${url}/repos/${owner}/${repo}/pulls/${pull.number}`;
  const json = issueJson(state, { ...pull, stateReason: null }) as object;
  return { ...json, pull_request: { url: at, html_url: at, diff_url: at, patch_url: at } };
}

export function addComment(state: GitHubState, given: Pick<Comment, 'issue' | 'login' | 'body'>): Comment {
  const now = state.tick();
  const comment = { ...given, id: state.nextId(), createdAt: now, updatedAt: now };
  state.comments.push(comment);
  return comment;
}

/** The commit of a branch; undefined where the remote has no such branch. */
export function commitOf({ remote }: GitHubState, branch: string): string | undefined {
  if (remote === undefined) return '0'.repeat(40);
  const refs = execFileSync('git', ['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`], {
    cwd: remote,
    env: gitEnvironment(),
    encoding: 'utf8',
  });
  return refs.trim() || undefined;
}

/** What a pull request changes since its base left the head's history, as GitHub lists it. */
export function filesOf({ remote }: GitHubState, { base, head, files }: Pull): ChangedFile[] {
  if (remote === undefined) return files;
  const diff = (...args: string[]): string =>
    execFileSync('git', ['diff', ...args], { cwd: remote, env: gitEnvironment(), encoding: 'utf8' });
  return diff('--name-only', '-z', `${base}...${head}`)
    .split('\0')
    .filter((name) => name !== '')
    .map((filename) => {
      const all = diff(`${base}...${head}`, '--', filename);
      const start = all.indexOf('\n@@ ');
      return { filename, ...(start < 0 ? {} : { patch: all.slice(start + 1).trimEnd() }) };
    });
}

/** The numbers of the lines of a head that a patch shows: where GitHub takes a comment. */
export function linesShown(patch = ''): Set<number> {
  const shown = new Set<number>();
  let next = 0;
  for (const line of patch.split('\n')) {
    const start = /^@@ -[\d,]+ \+(\d+)/.exec(line)?.[1];
    if (start !== undefined) next = Number(start);
    else if (/^[ +]/.test(line)) shown.add(next++);
  }
  return shown;
}

export function lineCommentJson({ url, owner, repo }: GitHubState, comment: LineComment): unknown {
  const { id, pull, login, path, line, body } = comment;
  const page = `https://github.com/${owner}/${repo}/pull/${pull}#discussion_r${id}`;
  return fill('pull-request-review-comment', {
    id,
    path,
    line,
    body,
    user: userJson(login),
    html_url: page,
    url: `${url}/repos/${owner}/${repo}/pulls/comments/${id}`,
  });
}

export function commentJson(state: GitHubState, comment: Comment): unknown {
  const { url, owner, repo } = state;
  return fill('issue-comment', {
    id: comment.id,
    url: `${url}/repos/${owner}/${repo}/issues/comments/${comment.id}`,
    html_url: `https://github.com/${owner}/${repo}/pull/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${url}/repos/${owner}/${repo}/issues/${comment.issue}`,
    body: comment.body,
    user: userJson(comment.login),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: 'CONTRIBUTOR',
  });
}

/** @param schema `pull-request`, or `pull-request-simple` in lists */
export function pullJson(state: GitHubState, pull: Pull, schema: 'pull-request' | 'pull-request-simple'): unknown {
  const { url, owner, repo } = state;
  const side = (ref: string): object => ({
    ref,
    label: `${owner}:${ref}`,
    sha: commitOf(state, ref) ?? '0'.repeat(40),
    repo: { full_name: `${owner}/${repo}`, name: repo, default_branch: 'main' },
    user: userJson(owner),
  });
  return fill(schema, {
    number: pull.number,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    url: `${url}/repos/${owner}/${repo}/pulls/${pull.number}`,
    html_url: `https://github.com/${owner}/${repo}/pull/${pull.number}`,
    user: userJson(pull.login),
    head: side(pull.head),
    base: side(pull.base),
    labels: pull.labels.map((name) => labelJson(name)),
  });
}

export function labelJson(name: string): unknown {
  return fill('label', { name, color: 'ededed' });
}

export function userJson(login: string): object {
  return {
    login,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    html_url: `https://github.com/${login.endsWith('[bot]') ? `apps/${login.slice(0, -5)}` : login}`,
  };
}
