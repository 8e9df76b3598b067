import { expect, test } from 'vitest';
import { openApi } from '../../../src/github/api.ts';
import { type KeptComment, keepComment } from '../../../src/github/comment.ts';
import { readLabels } from '../../../src/github/labels.ts';
import { digestOf, markerOf } from '../../../src/report/comment.ts';
import { type GitHub, startGitHub } from '../../fakes/github.ts';
import { notAccessible } from '../../fakes/github-answers.ts';

const REPOSITORY = 'acme/market';
const NUMBER = 7;
const digest = (n: number): string => n.toString(16).padStart(16, '0');
const bodyFor = (id: string, n: number): string => `${markerOf(id)} ${digest(n)} -->\nsays ${n}`;

async function started(over: { login?: string } = {}): Promise<GitHub> {
  const github = await startGitHub({ repository: REPOSITORY, token: 't', ...over });
  github.addPull({ number: NUMBER, labels: ['bug', 'schema-change-approved'] });
  return github;
}

const api = (github: GitHub) =>
  openApi({
    token: 't',
    repository: REPOSITORY,
    apiUrl: github.url,
    timeoutMs: 20_000,
    permission: 'pull-requests: write',
  });

const keep = (github: GitHub, id: string, n: number, create = true): Promise<KeptComment> =>
  keepComment(api(github), {
    number: NUMBER,
    digestOf: (body) => digestOf(body, id),
    body: bodyFor(id, n),
    digest: digest(n),
    create,
  });

test('two ids are two comments, each written only where it says something else', async () => {
  await using github = await started();
  expect((await keep(github, 'orders', 1)).status).toBe('created');
  expect((await keep(github, 'market data', 1)).status).toBe('created');
  expect((await keep(github, 'orders', 1)).status).toBe('unchanged');
  expect((await keep(github, 'orders', 2)).status).toBe('updated');
  expect(github.comments.map(({ body }) => body)).toEqual([bodyFor('orders', 2), bodyFor('market data', 1)]);
});

test('nothing is begun where nobody asked, and what is there is kept up', async () => {
  await using github = await started();
  expect(await keep(github, 'a', 1, false)).toEqual({ status: 'none', url: null });
  await keep(github, 'a', 1);
  expect((await keep(github, 'a', 2, false)).status).toBe('updated');
});

test('the words of others are theirs, whatever they begin with', async () => {
  await using github = await started();
  github.addComment({ issue: NUMBER, login: 'eve', body: bodyFor('a', 1) });
  expect((await keep(github, 'a', 1)).status).toBe('created');

  await using personal = await started({ login: 'ada' });
  personal.addComment({ issue: NUMBER, login: 'github-actions[bot]', body: bodyFor('a', 1) });
  personal.addComment({ issue: NUMBER, login: 'ada', body: bodyFor('a', 1) });
  expect((await keep(personal, 'a', 2)).status).toBe('updated');
  expect(personal.comments.map(({ body }) => body)).toEqual([bodyFor('a', 1), bodyFor('a', 2)]);
});

test('a token that may not write is told what it lacks', async () => {
  await using github = await started();
  github.script.add('issues/create-comment', notAccessible(), 1);
  await expect(keep(github, 'a', 1)).rejects.toMatchObject({
    message: expect.stringContaining('cannot comment on the pull request: GitHub answers 403'),
    hint: expect.stringContaining('"pull-requests: write"'),
  });
});

test('labels are those of this moment', async () => {
  await using github = await started();
  expect(await readLabels(api(github), NUMBER)).toEqual(['bug', 'schema-change-approved']);
});
