import type { IncomingMessage } from 'node:http';
import { BAD_CREDENTIALS, NOT_FOUND, notAccessible } from './github-answers.ts';
import { type Call, REPOSITORY_ID } from './github-pages.ts';
import { ROUTES } from './github-routes.ts';
import {
  addComment,
  addIssue,
  addPull,
  type Comment,
  createState,
  type GitHubState,
  type Issue,
  type Pull,
} from './github-state.ts';
import { type Answer, createScript, type Script, startLoopback } from './loopback.ts';
import { type Match, matchOperation, type OperationId, requestProblems, responseProblems } from './openapi.ts';

export interface GitHubOptions {
  /** `owner/name` */
  repository: string;
  /** The only token that is let in. */
  token: string;
  /** Whose token it is. Default that of a workflow. */
  login?: string;
  /** `read`: as for a fork's pull request. */
  permissions?: 'read' | 'write';
  /** A bare repository on disk, to know branches and commits from. */
  remote?: string;
}

/** GitHub's REST API for one repository: what it keeps lasts until it is disposed of. */
export interface GitHub extends AsyncDisposable, Pick<GitHubState, 'comments' | 'lineComments' | 'pulls' | 'issues'> {
  /** GITHUB_API_URL */
  url: string;
  /** The operations that were asked for, in order. */
  calls: OperationId[];
  /** Answers in place of the fake's own. `*`: whatever is asked for. */
  script: Script<OperationId | '*'>;
  addIssue(issue: Partial<Issue>): Issue;
  addPull(pull: Partial<Pull> & { number: number }): Pull;
  addComment(comment: { issue: number; login: string; body: string }): Comment;
  /** What went against GitHub's description. Disposing of the fake throws where there is any. */
  problems: string[];
}

/**
 * Starts the fake on the loopback. Every request, and every answer of its own, is held against GitHub's published
 * description: what that does not know is a problem of the test.
 */
export async function startGitHub(options: GitHubOptions): Promise<GitHub> {
  const problems: string[] = [];
  const calls: OperationId[] = [];
  const script = createScript<OperationId | '*'>();
  const server = await startLoopback(
    (request, body) => handle(request, body),
    (error) => problems.push(String(error)),
  );
  const state = createState(server.url, options.repository, options.remote);

  function handle(request: IncomingMessage, body: Buffer): Answer {
    const method = request.method ?? '';
    const { pathname, searchParams } = new URL(request.url ?? '', server.url);
    const path = pathname.replace(`/repositories/${REPOSITORY_ID}/`, `/repos/${options.repository}/`);
    const match = matchOperation(method, path);
    if (match === undefined) return refuse(`${method} ${path}: not among the operations of github-openapi.json`);
    calls.push(match.id);
    const json = body.length === 0 ? undefined : JSON.parse(body.toString());
    const wrong = requestProblems(match, searchParams, json);
    if (request.headers['user-agent'] === undefined) wrong.push('no user-agent');
    if (wrong.length > 0) return refuse(`${match.id}: ${wrong.join('; ')}`);
    const call = { state, login: options.login ?? 'github-actions[bot]', path, query: searchParams, body: json ?? {} };
    const answer = script.take(match.id) ?? answerTo(match, { ...call, parameters: match.parameters }, request);
    return check(match, answer);
  }

  function answerTo({ id, operation }: Match, call: Call, request: IncomingMessage): Answer {
    const { owner, repo } = { ...state, ...call.parameters };
    const [, token] = /^(?:token|bearer) (.*)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (token !== options.token) return BAD_CREDENTIALS;
    if (`${owner}/${repo}`.toLowerCase() !== options.repository.toLowerCase()) return NOT_FOUND;
    if (options.permissions === 'read' && operation.method !== 'GET') return notAccessible();
    return ROUTES[id](call);
  }

  function check({ id, operation }: Match, answer: Answer): Answer {
    if (typeof answer === 'string' || typeof answer.body === 'string') return answer;
    const wrong = responseProblems(operation, answer.status, answer.body);
    return wrong.length === 0 ? answer : refuse(`${id}: ${wrong.join('; ')}`);
  }

  /** 501 is retried by nobody, and GitHub has no such answer. */
  function refuse(problem: string): Answer {
    problems.push(problem);
    return { status: 501, body: { message: `the fake of GitHub: ${problem}` } };
  }

  return {
    url: server.url,
    comments: state.comments,
    lineComments: state.lineComments,
    pulls: state.pulls,
    issues: state.issues,
    calls,
    script,
    problems,
    addIssue: (issue) => addIssue(state, issue),
    addPull: (pull) => addPull(state, pull),
    addComment: (comment) => addComment(state, comment),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      if (problems.length > 0) throw new Error(`against GitHub's description:\n${problems.join('\n')}`);
    },
  };
}
