import { expect, test } from 'vitest';
import { openApi } from '../../../src/github/api.ts';
import { type KeptIssue, keepIssue } from '../../../src/github/issue.ts';
import { DRIFT_LABEL, driftDigestOf, renderDriftIssue } from '../../../src/report/drift-issue.ts';
import type { DriftReport } from '../../../src/report/drift-text.ts';
import { type GitHub, startGitHub } from '../../fakes/github.ts';
import { notAccessible, SERVER_ERROR } from '../../fakes/github-answers.ts';

const REPOSITORY = 'acme/market';
const BOT = 'github-actions[bot]';

/** Names that try to leave their cell, to mention somebody and to close the marker. */
const HOSTILE = 'trading."x | @octocat #1 --> </details> `b` \u202e ![i](https://evil.example)"';

const report = (differences: number, of = 'trading.trades'): DriftReport => ({
  database: 'trading',
  reference: { name: 'sql/schema/schema_20261122_020007.sql' },
  version: null,
  origin: null,
  ignored: [],
  differences: Array.from({ length: differences }, (_, n) => ({
    side: 'live',
    class: 'safe',
    kind: 'index',
    object: `${of}_${n}`,
    property: null,
    from: null,
    to: 'btree (price)',
    message: 'writes wait while it is built',
    undo: { class: 'safe', message: 'queries that used it get slower' },
    lastChange: { owner: 'app', transaction: { id: '771', ago: Math.floor(Math.random() * 1000) }, at: null },
    place: null,
  })),
});

const started = (over: { login?: string } = {}): Promise<GitHub> =>
  startGitHub({ repository: REPOSITORY, token: 't', ...over });

const keep = (
  github: GitHub,
  found: DriftReport | null,
  id = 'schema',
  run = 'https://github.com/acme/market/actions/runs/1',
) =>
  keepIssue(
    openApi({ token: 't', repository: REPOSITORY, apiUrl: github.url, timeoutMs: 20_000, permission: 'issues: write' }),
    {
      digestOf: (body) => driftDigestOf(body, id),
      label: DRIFT_LABEL,
      now: found === null ? null : renderDriftIssue(found, { id, name: null, runUrl: run, artifactUrl: null }),
      gone: 'gone',
      back: 'back',
    },
  );
const statuses = async (...kept: Promise<KeptIssue>[]): Promise<string[]> =>
  (await Promise.all(kept)).map(({ status }) => status);
const open = (github: GitHub): number[] =>
  github.issues.filter(({ state }) => state === 'open').map(({ number }) => number);

test('its life: opened, left alone, brought up to date, closed, opened again; one all the while', async () => {
  await using github = await started();
  github.addIssue({ title: 'somebody else', body: 'no marker' });
  expect(await statuses(keep(github, null))).toEqual(['none']);
  expect(await keep(github, report(1))).toMatchObject({
    status: 'opened',
    url: `https://github.com/${REPOSITORY}/issues/2`,
  });
  const issue = github.issues[1];
  expect(issue).toMatchObject({ login: BOT, labels: [DRIFT_LABEL], title: 'Schema drift: trading has 1 difference' });
  // Another run, transactions on: the same drift.
  expect(await statuses(keep(github, report(1), 'schema', 'https://github.com/acme/market/actions/runs/2'))).toEqual([
    'unchanged',
  ]);
  expect(issue?.body).toContain('/runs/1)');
  expect(await statuses(keep(github, report(2)))).toEqual(['updated']);
  expect(issue?.title).toBe('Schema drift: trading has 2 differences');
  expect(await statuses(keep(github, null))).toEqual(['closed']);
  expect(issue).toMatchObject({ state: 'closed', stateReason: 'completed' });
  expect(await statuses(keep(github, null))).toEqual(['none']);
  expect(await statuses(keep(github, report(3)))).toEqual(['reopened']);
  expect(issue).toMatchObject({ state: 'open', title: 'Schema drift: trading has 3 differences' });
  expect(github.comments.map(({ issue: number, body }) => [number, body])).toEqual([
    [2, 'gone'],
    [2, 'back'],
  ]);
  expect(github.issues).toHaveLength(2);
});

test('databases have an issue each; the words of others, and pull requests, are none of ours', async () => {
  await using github = await started();
  const copy = renderDriftIssue(report(1), { id: 'a', name: null, runUrl: null, artifactUrl: null }).body;
  github.addIssue({ body: copy, labels: [DRIFT_LABEL], login: 'eve' });
  github.addPull({ number: 9, body: copy, labels: [DRIFT_LABEL], login: BOT });
  expect(await statuses(keep(github, report(1), 'a'))).toEqual(['opened']);
  expect(await statuses(keep(github, report(1), 'b'))).toEqual(['opened']);
  expect(await statuses(keep(github, null, 'a'))).toEqual(['closed']);
  expect(open(github)).toEqual([1, 11]);
});

test('of two, as runs at one moment make them, the older stays; one that lost its label is found among 250', async () => {
  await using github = await started();
  await keep(github, report(1));
  const body = github.issues[0]?.body ?? '';
  github.addIssue({ body, labels: [DRIFT_LABEL], login: BOT });
  expect(await keep(github, report(1))).toMatchObject({ status: 'unchanged', duplicates: [2] });
  expect(open(github)).toEqual([1]);
  expect(github.comments.at(-1)).toMatchObject({ issue: 2, body: '#1 says the same.' });

  await using other = await started();
  for (let i = 0; i < 250; i++) other.addIssue({ body: 'mine' });
  other.addIssue({ body, labels: [], login: BOT });
  expect(await statuses(keep(other, report(1)))).toEqual(['unchanged']);
});

test('nothing in a name gets out, and a huge drift fits with its counts', async () => {
  await using github = await started();
  await keep(github, report(3, HOSTILE));
  const { body } = github.issues[0] ?? { body: '' };
  expect(body?.match(/-->/g)?.length).toBe(1 + (body?.match(/<!-- -->/g)?.length ?? 0));
  expect(body?.split('\n').filter((line) => line.startsWith('| only there'))).toHaveLength(3);
  expect(body).not.toMatch(/\u202e|<\/details>/);
  expect(await statuses(keep(github, report(20_000, HOSTILE)))).toEqual(['updated']);
  const huge = github.issues[0]?.body ?? '';
  expect(huge.length).toBeLessThanOrEqual(65_536);
  expect(huge).toContain('20000 differences');
  expect(huge).toMatch(/and [\d,]+ more, in the artifact/);
  expect(huge).toContain('drift: ignore:');
});

test('a token that may not write is told what it lacks; trouble of GitHub is named', async () => {
  await using github = await started();
  github.script.add('issues/create', notAccessible('issues=write'), 1);
  await expect(keep(github, report(1))).rejects.toMatchObject({
    message: expect.stringContaining('cannot keep the issue: GitHub answers 403'),
    hint: expect.stringContaining('"issues: write"'),
  });
  github.script.add('issues/list-for-repo', SERVER_ERROR, 5);
  await expect(keep(github, report(1))).rejects.toMatchObject({ hint: expect.stringContaining('githubstatus.com') });
});
