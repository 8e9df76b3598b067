import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { repository } from '../src/cli/version.ts';
import { inputVariables, readActionDefinition } from '../test/e2e/support/action-definition.ts';
import { pullRequestEvent, REPOSITORY } from '../test/e2e/support/events.ts';
import { startGitHub } from '../test/fakes/github.ts';

const ROOT = resolve(import.meta.dirname, '..');
const TOKEN = 'ghs_example';
const NUMBER = 128;

/** What lives beside the reference schema before the pull request. */
const LIFECYCLE = `-- How long rows live, and the candles that outlive them.
CREATE MATERIALIZED VIEW analytics.daily_ohlcv WITH (timescaledb.continuous) AS
SELECT time_bucket('1 day', "timestamp") AS day, symbol, max(high) AS high, min(low) AS low, sum(volume) AS volume
FROM trading.market_data
GROUP BY 1, 2
WITH NO DATA;
COMMENT ON VIEW analytics.daily_ohlcv IS 'Daily candles';
SELECT add_continuous_aggregate_policy('analytics.daily_ohlcv',
    start_offset => INTERVAL '60 days', end_offset => INTERVAL '1 day', schedule_interval => INTERVAL '1 hour');
SELECT add_retention_policy('trading.market_data', drop_after => INTERVAL '2 years');
SELECT add_retention_policy('trading.orders', drop_after => INTERVAL '90 days');
`;

/** What the pull request does to the files, by name. */
const EDITS: Record<string, (text: string) => string> = {
  '02_columnstore.sql': (text) =>
    text
      .replace("compress_segmentby = 'symbol'", "compress_segmentby = 'symbol, source'")
      .replace('"timestamp" DESC, source', '"timestamp" DESC'),
  '04_lifecycle.sql': (text) =>
    `${text.replace("'2 years'", "'30 days'")}
ALTER TABLE trading.orders ADD COLUMN venue text;
SELECT set_chunk_time_interval('trading.orders', INTERVAL '1 day');
CREATE TABLE trading.venues (name text PRIMARY KEY, country text NOT NULL);
`,
};

/** The comment and the job summary of a pull request on the reference schema, by the committed action. */
export async function runExample(): Promise<{ comment: string; summary: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'timescale-ci-screenshots-'));
  try {
    const { base, head } = createPullRequest(join(directory, 'market'));
    await using github = await startGitHub({ repository: REPOSITORY, token: TOKEN });
    github.addPull({ number: NUMBER });
    const run = await runAction(directory, github.url, { base, head });
    const [comment] = github.comments;
    if (comment === undefined) throw new Error(`no comment:\n${run}`);
    return { comment: comment.body, summary: readFileSync(join(directory, 'summary.md'), 'utf8') };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A checkout of the merge commit, with its parents' shas. */
function createPullRequest(checkout: string): { base: string; head: string } {
  const init = join(checkout, 'sql/init');
  cpSync(join(ROOT, 'sql/init'), init, { recursive: true });
  writeFileSync(join(init, '04_lifecycle.sql'), LIFECYCLE);
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
      cwd: checkout,
      encoding: 'utf8',
    }).trim();
  const commit = (): string => {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Schema');
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch=main');
  const base = commit();
  for (const [name, edit] of Object.entries(EDITS)) {
    const text = readFileSync(join(init, name), 'utf8');
    const edited = edit(text);
    if (edited === text) throw new Error(`nothing to edit in ${name}`);
    writeFileSync(join(init, name), edited);
  }
  const head = commit();
  git('checkout', '--quiet', '--detach', git('commit-tree', 'HEAD^{tree}', '-p', base, '-p', head, '-m', 'Merge'));
  return { base, head };
}

/** Runs the committed action as a runner does, and gives its log. */
async function runAction(
  directory: string,
  apiUrl: string,
  { base, head }: { base: string; head: string },
): Promise<string> {
  const event = pullRequestEvent({ number: NUMBER, baseSha: base, headSha: head });
  writeFileSync(join(directory, 'event.json'), JSON.stringify(event.payload));
  for (const name of ['summary.md', 'output', 'state']) writeFileSync(join(directory, name), '');
  const definition = readActionDefinition(ROOT);
  const workspace = join(directory, 'market');
  const child = spawn(process.execPath, [join(ROOT, definition.main)], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      ...inputVariables(
        definition,
        { engine: 'embedded', artifact: 'false' },
        { 'github.token': TOKEN, 'toJSON(matrix)': 'null' },
      ),
      ...event.variables,
      GITHUB_ACTION_REPOSITORY: repository,
      GITHUB_ACTION_REF: 'v1',
      GITHUB_API_URL: apiUrl,
      GITHUB_EVENT_NAME: event.name,
      GITHUB_EVENT_PATH: join(directory, 'event.json'),
      GITHUB_OUTPUT: join(directory, 'output'),
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_RUN_ID: '9000000001',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_SHA: head,
      GITHUB_STATE: join(directory, 'state'),
      GITHUB_STEP_SUMMARY: join(directory, 'summary.md'),
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: directory,
    },
  });
  const log: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => log.push(text));
  await once(child, 'close');
  return log.join('');
}
