import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startArtifacts } from '../fakes/artifacts.ts';
import { type GitHub, startGitHub } from '../fakes/github.ts';
import { notAccessible, SERVER_ERROR } from '../fakes/github-answers.ts';
import type { Files } from '../support/git.ts';
import { REPOSITORY } from './support/events.ts';
import { TOKEN } from './support/job-variables.ts';
import { NUMBER, PullRequest } from './support/pull-request.ts';

const BOT = 'github-actions[bot]';
const LABEL = 'schema-change-approved';

/** A hypertable of the embedded engine, which has policies too. A primary key is missing on purpose: the base has findings. */
const schema = (over: { interval?: string; keep?: string; more?: string } = {}): Files => ({
  'sql/init/01_ticks.sql': `CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE TABLE ticks (time timestamptz NOT NULL, symbol text NOT NULL, price numeric);
SELECT create_hypertable('ticks', 'time', chunk_time_interval => interval '${over.interval ?? '7 days'}');
SELECT add_retention_policy('ticks', drop_after => interval '${over.keep ?? '90 days'}');
${over.more ?? ''}`,
});
const VENUES = 'CREATE TABLE venues (name text PRIMARY KEY);\nALTER TABLE ticks ADD COLUMN venue text;\n';
const BROKEN = 'CREATE TABLE orders (price numerc);\n';

async function started(over: Partial<Parameters<typeof startGitHub>[0]> = {}): Promise<GitHub> {
  const github = await startGitHub({ repository: REPOSITORY, token: TOKEN, ...over });
  github.addPull({ number: NUMBER });
  return github;
}

const label = (github: GitHub, ...labels: string[]): void => {
  for (const pull of github.pulls) pull.labels = labels;
};
const written = (github: GitHub): string[] => github.calls.filter((call) => /create-comment|update-comment/.test(call));
const ours = (github: GitHub) => github.comments.filter(({ login }) => login === BOT);
const bodyOf = (github: GitHub): string => ours(github)[0]?.body ?? '';
const messages = (list: readonly { message: string }[]): string => list.map(({ message }) => message).join('\n');
const golden = (name: string): string => `__golden__/${name}.md`;

describe('the comment on a pull request', () => {
  test('is written once, found among 250 others, kept up to the words, and left as it is when all is over', {
    tags: ['long'],
  }, async () => {
    await using github = await started();
    const pull = new PullRequest(schema());
    pull.push(schema({ interval: '1 day', keep: '30 days', more: VENUES }));
    const opened = await pull.run(github, { action: 'opened' });
    expect(opened.code).toBe(1);
    expect(opened.errors.map(({ message }) => message)).toEqual([
      `policy public.ticks, retention: 90 days → 30 days: rows older than 30 days are dropped at the next run of the policy\nWhere it is meant, give the pull request the label ${LABEL}.`,
    ]);
    expect(opened.errors[0]?.properties).toMatchObject({ file: 'sql/init/01_ticks.sql', line: '4' });
    expect(opened.outputs).toMatchObject({ changed: 'true', 'change-classes': 'data-loss,recompress,safe' });
    expect(JSON.parse(opened.outputs['diff-json'] ?? '')).toMatchObject({ classes: { 'data-loss': 1, recompress: 1 } });
    const [comment] = ours(github);
    const url = `https://github.com/${REPOSITORY}/pull/${NUMBER}#issuecomment-${comment?.id}`;
    expect(opened.outputs['comment-url']).toBe(url);
    await expect(pull.normalise(bodyOf(github))).toMatchFileSnapshot(golden('opened'));
    expect(opened.summary).toContain('1 change would lose data');
    // What the base has too is counted, as in the comment.
    const counted = /\d+ other findings? (is|are) in the base too/.exec(bodyOf(github))?.[0];
    expect(counted).toBeDefined();
    expect(opened.summary).toContain(counted);
    expect(messages([...opened.warnings, ...opened.notices])).not.toContain('ticks');

    // Others write much, before and after ours, one of them our own words.
    for (let i = 0; i < 250; i++) {
      github.addComment({ issue: NUMBER, login: 'eve', body: i === 3 ? bodyOf(github) : `no ${i}` });
    }
    github.comments.push(...github.comments.splice(0, 1));
    // The run is repeated: its event is older than the label.
    label(github, LABEL);
    github.calls.length = 0;
    const approved = await pull.run(github);
    expect(approved.code).toBe(0);
    expect(written(github)).toEqual(['issues/update-comment']);
    expect(ours(github)).toHaveLength(1);
    await expect(pull.normalise(bodyOf(github))).toMatchFileSnapshot(golden('approved'));

    // Somebody else's change landed in between: it is not the pull request's.
    pull.moveBase({ 'sql/init/02_fees.sql': "CREATE TABLE fees (venue text);\nCOMMENT ON TABLE fees IS 'Fees';\n" });
    github.calls.length = 0;
    const unchanged = await pull.run(github, { labels: [LABEL] });
    expect(unchanged.code).toBe(0);
    expect(written(github)).toEqual([]);
    expect(unchanged.outputs['comment-url']).toBe(url);

    // The change is taken back; then nobody wants to merge any more.
    pull.push({ 'README.md': 'Only words\n' });
    const reverted = await pull.run(github);
    expect(reverted).toMatchObject({ code: 0, outputs: { changed: 'false', 'change-classes': '' } });
    expect(ours(github)).toHaveLength(1);
    await expect(pull.normalise(bodyOf(github))).toMatchFileSnapshot(golden('reverted'));

    const before = JSON.stringify(github.comments);
    const closed = await pull.run(github, { action: 'closed' });
    expect(closed.code).toBe(0);
    expect(closed.summary).toContain('The pull request is closed');
    expect(JSON.stringify(github.comments)).toBe(before);
  });

  test('has the line beside it that would be right, once', { tags: ['long'] }, async () => {
    const pull = new PullRequest(schema());
    await using github = await started({ remote: pull.remote });
    pull.push(schema({ more: 'CREATE UNLOGGED TABLE venues (name text PRIMARY KEY); -- of the exchange' }));
    const first = await pull.run(github);
    expect(github.lineComments.map(({ path, line, login }) => ({ path, line, login }))).toEqual([
      { path: 'sql/init/01_ticks.sql', line: 5, login: BOT },
    ]);
    expect(github.lineComments[0]?.body).toMatch(
      /^<!-- timescale-ci suggestion \w{16} -->\n\*\*warning\*\* · `public\.venues`: is unlogged[^]*\n\n```suggestion\nCREATE TABLE venues \(name text PRIMARY KEY\); -- of the exchange\n```$/,
    );
    expect(first.lines.join('\n')).toMatch(/✓.* suggest +1 suggestion/);

    const again = await pull.run(github);
    expect(github.lineComments).toHaveLength(1);
    expect(again.lines.join('\n')).toMatch(/=.* suggest +1 suggestion made before/);

    const unwanted = await pull.run(github, { inputs: { suggestions: 'false' } });
    expect(unwanted.lines.join('\n')).not.toMatch(/ suggest {2}/);
  });

  test('says where the SQL does not run', { tags: ['long'] }, async () => {
    await using github = await started();
    const pull = new PullRequest(schema());
    pull.push(schema({ more: BROKEN }));
    const run = await pull.run(github);
    expect(run.code).toBe(1);
    expect(run.errors).toEqual([
      {
        message: expect.stringContaining('type "numerc" does not exist'),
        properties: expect.objectContaining({ file: 'sql/init/01_ticks.sql', line: '5', col: '28' }),
      },
    ]);
    await expect(pull.normalise(bodyOf(github))).toMatchFileSnapshot(golden('broken'));
  });
});

describe('an approval', { tags: ['long'] }, () => {
  test.each([
    ['GitHub is in trouble', SERVER_ERROR],
    ['GitHub does not answer', 'hang' as const],
  ])('is none where %s, though the event has the label', async (_, answer) => {
    await using github = await started();
    github.script.add('issues/list-labels-on-issue', answer, 10);
    const pull = new PullRequest(schema());
    pull.push(schema({ keep: '30 days' }));
    const run = await pull.run(github, { labels: [LABEL], inputs: { 'network-timeout': '5' } });
    expect(run.code).toBe(1);
    expect(messages(run.errors)).toContain('rows older than 30 days are dropped');
    expect(messages(run.warnings)).toMatch(
      /cannot read the labels of the pull request.*counts for nothing in this run/,
    );
    expect(bodyOf(github)).toContain(`needs the label \`${LABEL}\``);
  });
});

describe('a token that may only read', { tags: ['long'] }, () => {
  test('of a fork: summary and annotations say all, and nothing fails for want of permission', async () => {
    await using github = await started({ permissions: 'read' });
    const pull = new PullRequest(schema());
    pull.push(schema({ keep: '30 days' }));
    const fork = await pull.run(github, { headRepository: 'eve/market' });
    expect(fork.code).toBe(1);
    expect(fork.errors).toHaveLength(1);
    expect(fork.summary).toContain('rows older than 30 days are dropped');
    expect(fork.outputs['change-classes']).toBe('data-loss');
    expect(messages(fork.warnings)).not.toContain('cannot');
    expect(github.calls).toEqual(['issues/list-labels-on-issue']);
  });

  test('of Dependabot, which seldom has anything to do with SQL: the base need not be built', async () => {
    await using github = await started({ permissions: 'read' });
    const pull = new PullRequest(schema());
    pull.push({ 'package.json': '{}\n' });
    const run = await pull.run(github, { user: 'dependabot[bot]' });
    expect(run).toMatchObject({ code: 0, outputs: { changed: 'false' } });
    expect(run.stdout).toContain('has the same scripts');
    expect(github.calls).toEqual([]);
  });
});

describe('a base', { tags: ['long'] }, () => {
  test('that does not build is replaced by its version, and a good head passes', async () => {
    await using github = await started();
    const pull = new PullRequest({
      ...schema({ more: BROKEN }),
      'sql/schema/schema_20261101_020000.sql': schema({ interval: '14 days' })['sql/init/01_ticks.sql'] ?? '',
      'sql/schema/schema_latest.sql': 'schema_20261101_020000.sql',
    });
    pull.push(schema());
    const run = await pull.run(github);
    expect(run.code).toBe(0);
    expect(messages(run.warnings)).toContain('Compared with schema_20261101_020000.sql of that commit instead');
    await expect(pull.normalise(bodyOf(github))).toMatchFileSnapshot(golden('base-from-version'));
  });

  test('that cannot be had at all, and a comment that may not be written: the head is judged by itself', async () => {
    await using github = await started();
    github.script.add('issues/create-comment', notAccessible(), 1);
    const pull = new PullRequest(schema());
    pull.push(schema({ interval: '1 day' }));
    const run = await pull.run(github, { prepare: () => rmSync(pull.remote, { recursive: true }) });
    expect(run.code).toBe(0);
    expect(run.summary).toContain('there is nothing to compare it with');
    expect(messages(run.warnings)).toContain('There is no schema_latest.sql in the checkout either');
    expect(messages(run.warnings)).toContain('cannot comment on the pull request: GitHub answers 403');
    expect(messages(run.warnings)).toContain('pull-requests: write');
  });
});

test('a change of 40,000 lines with names that want out fits the comment, which leads to the rest', {
  tags: ['long'],
}, async () => {
  await using github = await started();
  await using artifacts = await startArtifacts();
  const pull = new PullRequest(schema());
  const name = '"x | **b** @acme/team <img src=x> ::error::no';
  const lines = Array.from(
    { length: 40_000 },
    (_, i) => `  -- ${i} ${'``` '.repeat(4)}\u202e</details> ::error::line ${i}`,
  );
  const body = `BEGIN\n${lines.join('\n')}\n  RETURN 1;\nEND`;
  pull.push(
    schema({
      more: `CREATE TABLE ${name}" (id int PRIMARY KEY);
CREATE FUNCTION long() RETURNS int LANGUAGE plpgsql AS $$${body}$$;\n`,
    }),
  );
  const run = await pull.run(github, { inputs: { artifact: 'true' }, env: artifacts.env });
  expect(run).toMatchObject({ code: 0, errors: [], refused: [] });
  const comment = bodyOf(github);
  expect(comment.length).toBeLessThan(65_536);
  expect(comment).toMatch(/Schema diff \(\+400\d\d −\d+ lines\)/);
  expect(comment).toMatch(/\d+ more lines, in the \[artifact\]/);
  // More runs of backticks than a call takes arguments, and what turns the direction of a line shows.
  expect(comment).toContain('⟨U+202E⟩</details>');
  expect(comment).not.toContain('\u202e');
  expect(comment).toContain(`[artifact](${run.outputs['artifact-url']})`);
  expect(comment).toContain('/actions/runs/9000000001)');
  const row = comment.split('\n').find((line) => line.startsWith('| safe') && line.includes('acme'));
  expect(row?.match(/(?<!\\)\|/g)).toHaveLength(5);
  expect(row).not.toMatch(/@acme|<img|(?<!\\)\*\*b/);
  expect(artifacts.artifacts[0]?.files.get('schema.diff')?.toString().split('\n').length).toBeGreaterThan(40_000);
});
