import { getOctokit } from '@actions/github';
import { describe, expect, test } from 'vitest';
import { type GitHub, type GitHubOptions, startGitHub } from '../../fakes/github.ts';
import { bodyTooLong, notAccessible, SERVER_ERROR, secondaryRateLimit } from '../../fakes/github-answers.ts';
import { createRemote, git } from '../../support/git.ts';

const TOKEN = 'ghs_of_this_test';
const REPOSITORY = { owner: 'acme', repo: 'market' };
const ON_7 = { ...REPOSITORY, issue_number: 7 };

/** The fake, and the client that actions use against it. */
async function start(options: Partial<GitHubOptions> = {}) {
  const github = await startGitHub({ repository: 'acme/market', token: TOKEN, ...options });
  return { github, octokit: client(github), [Symbol.asyncDispose]: () => github[Symbol.asyncDispose]() };
}

function client(github: GitHub, token = TOKEN) {
  const quiet = () => {};
  return getOctokit(token, { baseUrl: github.url, log: { debug: quiet, info: quiet, warn: quiet, error: quiet } });
}

test('comments are kept, changed, and found on every page', async () => {
  await using started = await start();
  const { github, octokit } = started;
  const { issues } = octokit.rest;
  github.addPull({ number: 7 });
  for (let n = 1; n <= 65; n++) github.addComment({ issue: 7, login: 'eve', body: `text ${n}` });

  const { data: mine } = await issues.createComment({ ...ON_7, body: 'first' });
  expect(mine).toMatchObject({ body: 'first', user: { login: 'github-actions[bot]', type: 'Bot' } });
  expect(mine.html_url).toBe(`https://github.com/acme/market/pull/7#issuecomment-${mine.id}`);
  expect((await issues.listComments(ON_7)).data).toHaveLength(30);
  const all = await octokit.paginate(issues.listComments, ON_7);
  expect(all.map(({ body }) => body)).toEqual([...Array.from({ length: 65 }, (_, n) => `text ${n + 1}`), 'first']);
  const large = await octokit.paginate(issues.listComments, { ...ON_7, per_page: 100 });
  expect(large).toHaveLength(66);

  const { data: changed } = await issues.updateComment({ ...REPOSITORY, comment_id: mine.id, body: 'second' });
  expect(changed.updated_at > mine.updated_at).toBe(true);
  expect(github.comments.at(-1)).toMatchObject({ body: 'second' });
  await issues.deleteComment({ ...REPOSITORY, comment_id: mine.id });
  expect(github.comments).toHaveLength(65);
  await expect(issues.deleteComment({ ...REPOSITORY, comment_id: mine.id })).rejects.toMatchObject({ status: 404 });
  await expect(issues.createComment({ ...ON_7, issue_number: 8, body: 'x' })).rejects.toMatchObject({ status: 404 });
});

test('a body may have 65,536 characters and no more', async () => {
  await using started = await start();
  const { github, octokit } = started;
  github.addPull({ number: 7 });
  await octokit.rest.issues.createComment({ ...ON_7, body: 'x'.repeat(65_536) });
  const refused = octokit.rest.issues.createComment({ ...ON_7, body: 'x'.repeat(65_537) });
  await expect(refused).rejects.toThrow(/body is too long \(maximum is 65536 characters\)/);
});

test('one pull request for two branches, which the remote must have', async () => {
  const remote = createRemote({ 'a.sql': '' });
  git(remote, 'branch', 'proposal', 'main');
  await using started = await start({ remote });
  const { github, octokit } = started;
  const { pulls } = octokit.rest;
  const wanted = { ...REPOSITORY, head: 'proposal', base: 'main', title: 'New version', body: 'one' };

  await expect(pulls.create({ ...wanted, head: 'nowhere' })).rejects.toThrow('head is invalid');
  await expect(pulls.create(wanted)).rejects.toThrow('No commits between main and proposal');
  const tree = git(remote, 'rev-parse', 'main^{tree}');
  git(remote, 'update-ref', 'refs/heads/proposal', git(remote, 'commit-tree', tree, '-p', 'main', '-m', 'More'));
  const { data: made } = await pulls.create(wanted);
  expect(made).toMatchObject({ number: 1, state: 'open', head: { sha: git(remote, 'rev-parse', 'proposal') } });
  await expect(pulls.create(wanted)).rejects.toThrow('A pull request already exists for acme:proposal.');

  const found = await pulls.list({ ...REPOSITORY, head: 'acme:proposal', base: 'main' });
  expect(found.data.map(({ number, body }) => [number, body])).toEqual([[1, 'one']]);
  await pulls.update({ ...REPOSITORY, pull_number: 1, body: 'two' });
  expect((await pulls.get({ ...REPOSITORY, pull_number: 1 })).data).toMatchObject({
    title: 'New version',
    body: 'two',
  });
  await pulls.update({ ...REPOSITORY, pull_number: 1, state: 'closed' });
  expect((await pulls.list({ ...REPOSITORY, head: 'acme:proposal' })).data).toEqual([]);
  expect(github.calls.filter((id) => id === 'pulls/create')).toHaveLength(4);
});

test('labels, the repository and the user', async () => {
  await using started = await start({ login: 'ada' });
  const { github, octokit } = started;
  github.addPull({ number: 7, labels: ['one'] });
  await octokit.rest.issues.addLabels({ ...ON_7, labels: ['one', 'two'] });
  const { data: labels } = await octokit.rest.issues.listLabelsOnIssue(ON_7);
  expect(labels.map(({ name }) => name)).toEqual(['one', 'two']);
  expect((await octokit.rest.repos.get(REPOSITORY)).data).toMatchObject({ default_branch: 'main' });
  expect((await octokit.rest.users.getAuthenticated()).data).toMatchObject({ login: 'ada', type: 'User' });
});

describe('answers in place of its own', () => {
  test('come in order, and then its own again', async () => {
    await using started = await start();
    const { github, octokit } = started;
    github.addPull({ number: 7 });
    github.script.add('issues/create-comment', SERVER_ERROR);
    github.script.add('issues/create-comment', notAccessible('pull_requests=write'));
    github.script.add('issues/create-comment', secondaryRateLimit(429, 60));
    github.script.add('*', bodyTooLong('IssueComment'));
    const post = () => octokit.rest.issues.createComment({ ...ON_7, body: 'x' });
    await expect(post()).rejects.toMatchObject({ status: 500 });
    await expect(post()).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
      response: { headers: { 'x-accepted-github-permissions': 'pull_requests=write' } },
    });
    await expect(post()).rejects.toMatchObject({ status: 429, response: { headers: { 'retry-after': '60' } } });
    await expect(post()).rejects.toMatchObject({ status: 422 });
    await expect(post()).resolves.toMatchObject({ status: 201 });
    expect(github.comments).toHaveLength(1);
  });

  test('may be none at all, until the client gives up', async () => {
    await using started = await start();
    const { github, octokit } = started;
    github.script.add('*', 'hang', 2);
    const abort = new AbortController();
    const hanging = octokit.rest.repos.get({ ...REPOSITORY, request: { signal: abort.signal } });
    await expect.poll(() => github.calls).toEqual(['repos/get']);
    abort.abort();
    await expect(hanging).rejects.toThrow(/abort/i);
    octokit.rest.repos.get(REPOSITORY).catch(() => {});
    await expect.poll(() => github.calls).toHaveLength(2);
  });
});

test('a token that may only read, a wrong one, and another repository', async () => {
  await using started = await start({ permissions: 'read' });
  const { github, octokit } = started;
  github.addPull({ number: 7 });
  await expect(octokit.rest.issues.listComments(ON_7)).resolves.toMatchObject({ status: 200 });
  await expect(octokit.rest.issues.createComment({ ...ON_7, body: 'x' })).rejects.toMatchObject({ status: 403 });
  await expect(client(github, 'other').rest.repos.get(REPOSITORY)).rejects.toMatchObject({ status: 401 });
  await expect(octokit.rest.repos.get({ owner: 'acme', repo: 'other' })).rejects.toMatchObject({ status: 404 });
});

test('what the description does not know is a loud failure', async () => {
  const { github, octokit } = await start();
  github.addPull({ number: 7 });
  await expect(octokit.request('GET /repos/acme/market/wiki')).rejects.toMatchObject({ status: 501 });
  await expect(octokit.request('POST /repos/acme/market/issues/7/comments', { bdy: 'x' })).rejects.toThrow(/the fake/);
  await expect(octokit.request('GET /repos/acme/market/pulls?state=opened')).rejects.toThrow(/the fake/);
  github.script.add('repos/get', { status: 200, body: { id: 1 } });
  await expect(octokit.rest.repos.get(REPOSITORY)).rejects.toThrow(/the fake/);
  expect(github.problems).toEqual([
    'GET /repos/acme/market/wiki: not among the operations of github-openapi.json',
    "issues/create-comment: body must have required property 'body'; body bdy is not described",
    'pulls/list: query/state must be equal to one of the allowed values',
    expect.stringMatching(/^repos\/get: answer 200 must have required property /),
  ]);
  await expect(github[Symbol.asyncDispose]()).rejects.toThrow(
    "against GitHub's description:\nGET /repos/acme/market/wiki",
  );
});
