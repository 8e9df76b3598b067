import { fill } from './fill.ts';
import { bodyTooLong, invalid, NOT_FOUND, notAccessible } from './github-answers.ts';
import { type Call, page } from './github-pages.ts';
import {
  addComment,
  addIssue,
  addPull,
  commentJson,
  commitOf,
  filesOf,
  type GitHubState,
  type Issue,
  issueJson,
  labelJson,
  lineCommentJson,
  linesShown,
  type Pull,
  pullAsIssueJson,
  pullJson,
  userJson,
} from './github-state.ts';
import type { Answer } from './loopback.ts';
import type { OperationId } from './openapi.ts';

/** GitHub counts characters; so does this, in UTF-16 units, of which there are never fewer. */
const BODY_CHARACTERS = 65_536;
const TITLE_CHARACTERS = 256;

export const ROUTES: Record<OperationId, (call: Call) => Answer> = {
  'users/get-authenticated': ({ login }) =>
    login.endsWith('[bot]') ? notAccessible('') : ok(fill('private-user', userJson(login))),

  'repos/get': ({ state: { owner, repo } }) =>
    ok(fill('full-repository', { name: repo, full_name: `${owner}/${repo}`, default_branch: 'main' })),

  'issues/list-comments': (call) => {
    const { state, parameters, query } = call;
    const number = Number(parameters['issue_number']);
    const since = query.get('since') ?? '';
    const found = state.comments.filter(({ issue, updatedAt }) => issue === number && updatedAt >= since);
    return findIssue(state, number)
      ? page(
          call,
          found.map((comment) => commentJson(state, comment)),
        )
      : NOT_FOUND;
  },

  'issues/list-for-repo': (call) => {
    const { state, query } = call;
    const wanted = query.get('state') ?? 'open';
    const labels = (query.get('labels') ?? '').split(',').filter(Boolean);
    const fits = (one: Issue | Pull): boolean =>
      (wanted === 'all' || one.state === wanted) && labels.every((label) => one.labels.includes(label));
    const found = [
      ...state.issues.filter(fits).map((issue) => ({ number: issue.number, json: issueJson(state, issue) })),
      ...state.pulls.filter(fits).map((pull) => ({ number: pull.number, json: pullAsIssueJson(state, pull) })),
    ].sort((a, b) => (query.get('direction') === 'asc' ? a.number - b.number : b.number - a.number));
    return page(
      call,
      found.map(({ json }) => json),
    );
  },

  'issues/create': ({ state, login, body }) => {
    const { title = '', labels = [] } = body;
    if (tooLong(body.body)) return bodyTooLong('Issue');
    if (title.length > TITLE_CHARACTERS)
      return invalid('Issue', 'title', 'title is too long (maximum is 256 characters)');
    return { status: 201, body: issueJson(state, addIssue(state, { title, body: body.body ?? null, labels, login })) };
  },

  'issues/update': ({ state, parameters, body }) => {
    const issue = state.issues.find(({ number }) => number === Number(parameters['issue_number']));
    if (issue === undefined) return NOT_FOUND;
    if (tooLong(body.body)) return bodyTooLong('Issue');
    const { title, body: text, state: status, state_reason: stateReason } = body;
    const reason = status === 'open' ? 'reopened' : stateReason;
    const given = Object.entries({ title, body: text, state: status, stateReason: reason });
    Object.assign(issue, Object.fromEntries(given.filter(([, value]) => value !== undefined)));
    return ok(issueJson(state, issue));
  },

  'issues/create-comment': ({ state, login, parameters, body }) => {
    const issue = Number(parameters['issue_number']);
    if (!findIssue(state, issue) && !state.issues.some(({ number }) => number === issue)) return NOT_FOUND;
    if (tooLong(body.body)) return bodyTooLong('IssueComment');
    return { status: 201, body: commentJson(state, addComment(state, { issue, login, body: body.body ?? '' })) };
  },

  'issues/update-comment': ({ state, parameters, body }) => {
    const comment = state.comments.find(({ id }) => id === Number(parameters['comment_id']));
    if (comment === undefined) return NOT_FOUND;
    if (tooLong(body.body)) return bodyTooLong('IssueComment');
    Object.assign(comment, { body: body.body, updatedAt: state.tick() });
    return ok(commentJson(state, comment));
  },

  'issues/delete-comment': ({ state, parameters }) => {
    const index = state.comments.findIndex(({ id }) => id === Number(parameters['comment_id']));
    if (index === -1) return NOT_FOUND;
    state.comments.splice(index, 1);
    return { status: 204 };
  },

  'issues/list-labels-on-issue': (call) => {
    const pull = findIssue(call.state, Number(call.parameters['issue_number']));
    return pull ? page(call, pull.labels.map(labelJson)) : NOT_FOUND;
  },

  'issues/add-labels': ({ state, parameters, body }) => {
    const pull = findIssue(state, Number(parameters['issue_number']));
    if (pull === undefined) return NOT_FOUND;
    pull.labels = [...new Set([...pull.labels, ...(body.labels ?? [])])];
    return ok(pull.labels.map(labelJson));
  },

  'pulls/list': (call) => {
    const { state, query } = call;
    const wanted = { state: query.get('state') ?? 'open', head: query.get('head'), base: query.get('base') };
    const found = state.pulls.filter(
      (pull) =>
        (wanted.state === 'all' || pull.state === wanted.state) &&
        (wanted.head === null || wanted.head === `${state.owner}:${pull.head}`) &&
        (wanted.base === null || wanted.base === pull.base),
    );
    return page(
      call,
      found.reverse().map((pull) => pullJson(state, pull, 'pull-request-simple')),
    );
  },

  'pulls/get': ({ state, parameters }) => {
    const pull = findIssue(state, Number(parameters['pull_number']));
    return pull ? ok(pullJson(state, pull, 'pull-request')) : NOT_FOUND;
  },

  'pulls/create': ({ state, login, body }) => {
    const { title = '', head: from = '', base = '', draft = false } = body;
    const head = from.replace(`${state.owner}:`, '');
    if (commitOf(state, head) === undefined) return invalid('PullRequest', 'head', 'head is invalid');
    if (commitOf(state, base) === undefined) return invalid('PullRequest', 'base', 'base is invalid');
    if (state.pulls.some((pull) => pull.state === 'open' && pull.head === head && pull.base === base)) {
      return invalid('PullRequest', 'head', `A pull request already exists for ${state.owner}:${head}.`);
    }
    if (state.remote !== undefined && commitOf(state, head) === commitOf(state, base)) {
      return invalid('PullRequest', 'base', `No commits between ${base} and ${head}`);
    }
    if (tooLong(body.body)) return bodyTooLong('PullRequest');
    const number = Math.max(0, ...state.pulls.map((one) => one.number)) + 1;
    const pull = addPull(state, { number, title, body: body.body ?? null, head, base, draft, login });
    return { status: 201, body: pullJson(state, pull, 'pull-request') };
  },

  'pulls/list-files': (call) => {
    const pull = findIssue(call.state, Number(call.parameters['pull_number']));
    if (pull === undefined) return NOT_FOUND;
    const files = filesOf(call.state, pull).map((file) => fill('diff-entry', { ...file, status: 'modified' }));
    return page(call, files);
  },

  'pulls/list-review-comments': (call) => {
    const { state, parameters } = call;
    const number = Number(parameters['pull_number']);
    const found = state.lineComments.filter(({ pull }) => pull === number);
    return findIssue(state, number)
      ? page(
          call,
          found.map((comment) => lineCommentJson(state, comment)),
        )
      : NOT_FOUND;
  },

  'pulls/create-review': ({ state, login, parameters, body }) => {
    const pull = findIssue(state, Number(parameters['pull_number']));
    if (pull === undefined) return NOT_FOUND;
    const { comments = [] } = body;
    if (comments.length === 0 && !body.body) return invalid('PullRequestReview', 'body', 'body is missing');
    const files = filesOf(state, pull);
    for (const { path, line = 0, body: text } of comments) {
      const file = files.find(({ filename }) => filename === path);
      if (file === undefined) return invalid('PullRequestReviewComment', 'path', 'Path could not be resolved');
      if (!linesShown(file.patch).has(line)) {
        return invalid('PullRequestReviewComment', 'line', 'Line could not be resolved');
      }
      if (tooLong(text)) return bodyTooLong('PullRequestReviewComment');
    }
    const made = comments.map(({ path, line = 0, body: text }) => ({ path, line, body: text }));
    for (const one of made) state.lineComments.push({ ...one, id: state.nextId(), pull: pull.number, login });
    const id = state.nextId();
    const url = `https://github.com/${state.owner}/${state.repo}/pull/${pull.number}#pullrequestreview-${id}`;
    return ok(fill('pull-request-review', { id, html_url: url, state: 'COMMENTED', user: userJson(login) }));
  },

  'pulls/update': ({ state, parameters, body }) => {
    const pull = findIssue(state, Number(parameters['pull_number']));
    if (pull === undefined) return NOT_FOUND;
    if (tooLong(body.body)) return bodyTooLong('PullRequest');
    const { title, body: text, state: status, base } = body;
    const given = Object.entries({ title, body: text, state: status, base }).filter(([, value]) => value !== undefined);
    Object.assign(pull, Object.fromEntries(given));
    return ok(pullJson(state, pull, 'pull-request'));
  },
};

function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** The pull request of that number. */
function findIssue(state: GitHubState, number: number): Pull | undefined {
  return state.pulls.find((pull) => pull.number === number);
}

function tooLong(body: string | null | undefined): boolean {
  return (body?.length ?? 0) > BODY_CHARACTERS;
}
