import { expect, test } from 'vitest';
import { openApi } from '../../../src/github/api.ts';
import { type KeptSuggestions, keepSuggestions, type Suggestion } from '../../../src/github/suggestions.ts';
import { type GitHub, startGitHub } from '../../fakes/github.ts';
import { notAccessible } from '../../fakes/github-answers.ts';

const REPOSITORY = 'acme/market';
const NUMBER = 7;
const PATH = 'sql/init/01 ticks.sql';
const SHA = 'a'.repeat(40);

/** Adds lines 3, 5 and 12; the lines around them are shown, and are not the pull request's. */
const PATCH = `@@ -1,4 +1,6 @@
 CREATE TABLE t (
   a int,
+  ts timestamp,
   b int
+  , c timestamp
 );
@@ -9,2 +11,3 @@ CREATE VIEW v AS
 SELECT 1;
+  ts timestamp,
-  ts date,
\\ No newline at end of file`;

const suggestion = (line: number, from: string, over: Partial<Suggestion> = {}): Suggestion => {
  const mark = `<!-- timescale-ci suggestion ${line} -->`;
  return { path: PATH, line, from, mark, body: `${mark}\nbetter`, ...over };
};

async function started(over: { login?: string; permissions?: 'read' } = {}): Promise<GitHub> {
  const github = await startGitHub({ repository: REPOSITORY, token: 't', ...over });
  const others = Array.from({ length: 120 }, (_, i) => ({ filename: `docs/${i}.md`, patch: '@@ -0,0 +1 @@\n+no' }));
  github.addPull({ number: NUMBER, files: [...others, { filename: 'large.sql' }, { filename: PATH, patch: PATCH }] });
  return github;
}

const keep = (github: GitHub, ...suggestions: Suggestion[]): Promise<KeptSuggestions> => {
  const api = openApi({
    token: 't',
    repository: REPOSITORY,
    apiUrl: github.url,
    timeoutMs: 20_000,
    permission: 'pull-requests: write',
  });
  return keepSuggestions(api, { number: NUMBER, headSha: SHA, suggestions });
};

test('one review has all, at the lines that the pull request adds, wherever a merge has moved them', async () => {
  await using github = await started();
  const kept = await keep(
    github,
    suggestion(3, '  ts timestamp,'),
    suggestion(7, '  , c timestamp'),
    suggestion(14, '  ts timestamp,'),
    suggestion(2, '  a int,'),
    suggestion(1, 'anything', { path: 'large.sql' }),
    suggestion(1, 'anything', { path: 'not/changed.sql' }),
  );
  expect(kept).toMatchObject({ made: 3, known: 0, elsewhere: 3 });
  expect(kept.url).toMatch(/#pullrequestreview-\d+$/);
  expect(github.lineComments.map(({ path, line }) => [path, line])).toEqual([
    [PATH, 3],
    [PATH, 5],
    [PATH, 12],
  ]);
  expect(github.calls.filter((call) => call === 'pulls/create-review')).toHaveLength(1);
});

test('what was suggested is not suggested again, also where somebody else has the same words', async () => {
  await using github = await started();
  const one = suggestion(3, '  ts timestamp,');
  expect(await keep(github, one)).toMatchObject({ made: 1 });
  expect(await keep(github, one)).toEqual({ made: 0, known: 1, elsewhere: 0, url: null });
  expect(github.calls.filter((call) => call === 'pulls/create-review')).toHaveLength(1);

  for (const comment of github.lineComments) comment.login = 'eve';
  expect(await keep(github, one)).toMatchObject({ made: 1 });
});

test('many are made ten at a time', async () => {
  await using github = await started();
  const many = Array.from({ length: 14 }, (_, i) =>
    suggestion(3, '  ts timestamp,', { mark: `<!-- timescale-ci s${i} -->` }),
  );
  const all = many.map((one) => ({ ...one, body: one.mark }));
  expect(await keep(github, ...all)).toMatchObject({ made: 10, known: 0 });
  expect(await keep(github, ...all)).toMatchObject({ made: 4, known: 10 });
});

test('nothing is asked of GitHub about comments where no line is the pull request’s', async () => {
  await using github = await started();
  expect(await keep(github, suggestion(2, '  a int,'))).toEqual({ made: 0, known: 0, elsewhere: 1, url: null });
  expect(new Set(github.calls)).toEqual(new Set(['pulls/list-files']));
});

test('a token that may not write is told what it lacks', async () => {
  await using github = await started();
  github.script.add('pulls/create-review', notAccessible(), 1);
  await expect(keep(github, suggestion(3, '  ts timestamp,'))).rejects.toMatchObject({
    message: expect.stringContaining('cannot suggest lines in the pull request: GitHub answers 403'),
    hint: expect.stringContaining('pull-requests: write'),
  });
});
