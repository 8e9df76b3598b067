import { describe, expect, test } from 'vitest';
import { type GitHub, startGitHub } from '../fakes/github.ts';
import { notAccessible } from '../fakes/github-answers.ts';
import { checkOut, commit, createRemote, type Files, git } from '../support/git.ts';
import { pullRequestEvent, REPOSITORY } from './support/events.ts';
import { TOKEN } from './support/job-variables.ts';
import { type ActionRun, runAction } from './support/runner.ts';

const NUMBER = 7;
const BOT = 'github-actions[bot]';

/** A hypertable of the embedded engine, which has policies too. */
const schema = (over: { interval?: string; keep?: string; more?: string } = {}): Files => ({
  'sql/init/01_ticks.sql': `CREATE EXTENSION timescaledb;
CREATE TABLE ticks (time timestamptz NOT NULL, symbol text NOT NULL, price numeric);
COMMENT ON TABLE ticks IS 'Every price';
SELECT create_hypertable('ticks', 'time', chunk_time_interval => interval '${over.interval ?? '7 days'}');
SELECT add_retention_policy('ticks', drop_after => interval '${over.keep ?? '90 days'}');
${over.more ?? ''}`,
});

/** A pull request on disk: main, a branch, and the merge commit that GitHub keeps of the two. */
class PullRequest {
  readonly remote: string;
  readonly base: string;
  head = '';

  constructor(base: Files) {
    this.remote = createRemote(base);
    this.base = git(this.remote, 'rev-parse', 'main');
  }

  /** Puts files on the branch, with a history of one commit on the base. */
  push(files: Files): void {
    const clone = checkOut(this.remote);
    this.head = commit(clone, files, 'Change the schema');
    git(clone, 'push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/feature');
    const tree = git(this.remote, 'rev-parse', 'feature^{tree}');
    const merge = git(this.remote, 'commit-tree', tree, '-p', 'main', '-p', 'feature', '-m', 'Merge');
    git(this.remote, 'update-ref', `refs/pull/${NUMBER}/merge`, merge);
  }

  /** Runs the action on it, as a workflow on pull_request does. */
  run(
    github: GitHub,
    over: { labels?: string[]; action?: string; fork?: boolean; baseSha?: string } = {},
  ): Promise<ActionRun> {
    const { labels = [], action = 'synchronize', fork = false, baseSha = this.base } = over;
    return runAction({
      cwd: checkOut(this.remote, { ref: `refs/pull/${NUMBER}/merge` }),
      event: pullRequestEvent({
        number: NUMBER,
        headSha: this.head,
        baseSha,
        labels,
        action,
        ...(fork ? { headRepository: 'eve/market' } : {}),
      }),
      inputs: { engine: 'embedded', 'restore-test': 'false', artifact: 'false' },
      env: { GITHUB_API_URL: github.url },
    });
  }

  /** A body without what is another in every run. */
  normalise(body: string): string {
    return body
      .replaceAll(this.head, 'HEAD')
      .replaceAll(this.head.slice(0, 7), '5d6e7f8')
      .replaceAll(this.base.slice(0, 7), '1a2b3c4')
      .replace(/^(<!-- timescale-ci review \S+) [0-9a-f]{16} -->/, '$1 DIGEST -->')
      .replace(/embedded TimescaleDB \S+ \(community\) on PostgreSQL \S+/, 'embedded TimescaleDB');
  }
}

function started(over: Partial<Parameters<typeof startGitHub>[0]> = {}): Promise<GitHub> {
  return startGitHub({ repository: REPOSITORY, token: TOKEN, ...over });
}

const written = (github: GitHub): string[] => github.calls.filter((call) => /create-comment|update-comment/.test(call));
const ours = (github: GitHub) => github.comments.filter(({ login }) => login === BOT);
const golden = (name: string): string => `__golden__/${name}.md`;

describe('the comment on a pull request', () => {
  test('is written once, changed where it says something else, and found among 250 others', async () => {
    await using github = await started();
    github.addPull({ number: NUMBER });
    const pull = new PullRequest(schema());

    pull.push(schema({ interval: '1 day', keep: '30 days' }));
    const opened = await pull.run(github, { action: 'opened' });
    expect(opened.code).toBe(1);
    expect(opened.errors.map(({ message }) => message)).toEqual([
      'policy public.ticks, retention: 90 days → 30 days: rows older than 30 days are dropped at the next run of the policy\nWhere it is meant, give the pull request the label schema-change-approved.',
    ]);
    expect(opened.outputs).toMatchObject({ changed: 'true', 'change-classes': 'data-loss,recompress' });
    expect(JSON.parse(opened.outputs['diff-json'] ?? '')).toMatchObject({ classes: { 'data-loss': 1, recompress: 1 } });
    const [comment] = ours(github);
    expect(opened.outputs['comment-url']).toBe(
      `https://github.com/${REPOSITORY}/pull/${NUMBER}#issuecomment-${comment?.id}`,
    );
    await expect(pull.normalise(comment?.body ?? '')).toMatchFileSnapshot(golden('opened'));
    expect(opened.summary).toContain('1 change would lose data');

    // Others write much, before and after ours, one of them our own marker.
    for (let i = 0; i < 250; i++) {
      github.addComment({ issue: NUMBER, login: 'eve', body: i === 3 ? (comment?.body ?? '') : `no ${i}` });
    }
    github.comments.push(...github.comments.splice(0, 1));
    github.calls.length = 0;
    const again = await pull.run(github, { labels: ['schema-change-approved'] });
    expect(again.code).toBe(0);
    expect(written(github)).toEqual(['issues/update-comment']);
    expect(ours(github)).toHaveLength(1);
    await expect(pull.normalise(ours(github)[0]?.body ?? '')).toMatchFileSnapshot(golden('approved'));

    github.calls.length = 0;
    const unchanged = await pull.run(github, { labels: ['schema-change-approved'] });
    expect(unchanged.code).toBe(0);
    expect(written(github)).toEqual([]);
    expect(unchanged.outputs['comment-url']).toBe(opened.outputs['comment-url']);
  });

  test('turns short when the change is reverted, and stays when the pull request is closed', async () => {
    await using github = await started();
    github.addPull({ number: NUMBER });
    const pull = new PullRequest(schema());
    pull.push(schema({ more: 'ALTER TABLE ticks ADD COLUMN venue text;\n' }));
    expect((await pull.run(github)).code).toBe(0);
    await expect(pull.normalise(ours(github)[0]?.body ?? '')).toMatchFileSnapshot(golden('safe'));

    pull.push({ 'README.md': 'Only words\n' });
    const reverted = await pull.run(github);
    expect(reverted).toMatchObject({ code: 0, outputs: { changed: 'false', 'change-classes': '' } });
    expect(ours(github)).toHaveLength(1);
    await expect(pull.normalise(ours(github)[0]?.body ?? '')).toMatchFileSnapshot(golden('reverted'));

    const before = JSON.stringify(github.comments);
    const closed = await pull.run(github, { action: 'closed' });
    expect(closed.code).toBe(0);
    expect(closed.summary).toContain('The pull request is closed');
    expect(JSON.stringify(github.comments)).toBe(before);
  });

  test('is not written where nobody has anything to say, nor for a fork, which says all elsewhere', async () => {
    await using github = await started({ permissions: 'read' });
    github.addPull({ number: NUMBER });
    const pull = new PullRequest(schema());
    pull.push({ 'README.md': 'Only words\n' });
    expect((await pull.run(github)).code).toBe(0);
    expect(written(github)).toEqual([]);
    expect(github.comments).toEqual([]);

    github.calls.length = 0;
    pull.push(schema({ keep: '30 days' }));
    const fork = await pull.run(github, { fork: true });
    expect(fork.code).toBe(1);
    expect(fork.errors).toHaveLength(1);
    expect(fork.summary).toContain('rows older than 30 days are dropped');
    expect(fork.outputs['change-classes']).toBe('data-loss');
    expect(github.calls).toEqual([]);
  });

  test('that may not be written is a warning, and the run is judged by its findings', async () => {
    await using github = await started();
    github.addPull({ number: NUMBER });
    github.script.add('issues/create-comment', notAccessible(), 5);
    const pull = new PullRequest(schema());
    pull.push(schema({ interval: '1 day' }));
    const run = await pull.run(github);
    expect(run.code).toBe(0);
    const warnings = run.warnings.map(({ message }) => message).join('\n');
    expect(warnings).toContain('cannot comment on the pull request');
    expect(warnings).toContain('pull-requests: write');
    expect(run.summary).toContain('new chunks only');
  });

  test('says that the scripts fail, and where', async () => {
    await using github = await started();
    github.addPull({ number: NUMBER });
    const pull = new PullRequest(schema());
    pull.push(schema({ more: 'CREATE TABLE orders (price numerc);\n' }));
    const run = await pull.run(github);
    expect(run.code).toBe(1);
    await expect(pull.normalise(ours(github)[0]?.body ?? '')).toMatchFileSnapshot(golden('broken'));
  });

  test('says so where the base cannot be had', async () => {
    await using github = await started();
    github.addPull({ number: NUMBER });
    const pull = new PullRequest(schema());
    pull.push(schema({ interval: '1 day' }));
    const run = await pull.run(github, { baseSha: 'c'.repeat(40) });
    expect(run.code).toBe(0);
    expect(run.summary).toContain('there is no version to compare it with');
    expect(run.warnings.map(({ message }) => message).join('\n')).toContain('ccccccc cannot be had');
  });
});
