/** @module-tag long */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getContainerRuntimeClient } from 'testcontainers';
import { expect, test } from 'vitest';
import { QUOTA_REACHED, startArtifacts } from '../fakes/artifacts.ts';
import { startGitHub } from '../fakes/github.ts';
import type { Answer } from '../fakes/loopback.ts';
import { describeDocker, dockerImage } from '../support/docker.ts';
import { checkOut, createRemote, git } from '../support/git.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { pushEvent, REPOSITORY } from './support/events.ts';
import { TOKEN } from './support/job-variables.ts';
import { type ActionRun, runAction } from './support/runner.ts';
import { smallFiles } from './support/schema.ts';

const quick = () => ({ engine: 'docker', image: dockerImage(), 'restore-test': 'false' });

async function containersOf(run: ActionRun): Promise<number> {
  const { container } = await getContainerRuntimeClient();
  const label = [`timescale-ci.run=${run.state['run']}`];
  return (await container.dockerode.listContainers({ all: true, filters: { label } })).length;
}

describeDocker('the action and SQL that is wrong', () => {
  test('annotates the statement’s line and column, from the root of the repository, and obeys nothing in it', async () => {
    const remote = createRemote({
      'services/orders/sql/init/01_orders.sql': `-- Orders
CREATE TABLE "::error::" (
    id integer,
    open NUMERC(18,6) NOT NULL
);
`,
    });
    const sarif = join(temporaryDirectory('sarif'), 'deep/findings.sarif');
    const run = await runAction({
      cwd: checkOut(remote),
      event: pushEvent(),
      inputs: { ...quick(), 'working-directory': 'services/orders', 'sarif-file': sarif },
    });
    expect(run.code).toBe(1);
    const [result] = JSON.parse(readFileSync(sarif, 'utf8')).runs[0].results;
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'services/orders/sql/init/01_orders.sql' },
      region: { startLine: 4, startColumn: 10 },
    });
    expect(run.errors).toEqual([
      {
        message: expect.stringContaining('type "numerc" does not exist'),
        properties: { file: 'services/orders/sql/init/01_orders.sql', line: '4', col: '10' },
      },
    ]);
    expect(run.stdout).toContain('::error file=services/orders/sql/init/01_orders.sql,line=4,col=10::');
    expect(run.lines.join('\n')).toContain('Nothing was written.');
    expect(run.summary).toContain('services/orders/sql/init/01_orders.sql#L4');
    expect(run.outputs).toMatchObject({ errors: '1', changed: '', 'restore-proved': '' });
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('1');
    expect(await containersOf(run)).toBe(0);
  });

  test('names every promise that is not kept, at the table’s line where there is one', async () => {
    const remote = createRemote({
      ...smallFiles(),
      'sql/init/02_plain.sql': 'CREATE TABLE public.orders (id integer);\n',
      'timescale-ci.yml': `require:
  hypertables: { public.ticks: { chunk-interval: 1 day }, public.orders: {}, public.tick: {} }
`,
    });
    const run = await runAction({ cwd: checkOut(remote), event: pushEvent(), inputs: quick() });
    expect(run.code).toBe(1);
    expect(run.errors.map(({ message, properties }) => [message.split('\n')[0], properties['file']])).toEqual([
      ['public.orders is a plain table, required: hypertable', 'sql/init/02_plain.sql'],
      ['public.ticks chunk interval is 7 days, required: 1 day', undefined],
      ['public.tick does not exist, required: hypertable; did you mean public.ticks?', undefined],
    ]);
    expect(run.summary).toMatch(/^### 3 requirements are not met/);
    expect(run.outputs['errors']).toBe('3');
  });
});

describeDocker('the action, when it is stopped', () => {
  test('by SIGTERM leaves no container and no half-written file', async () => {
    const cwd = checkOut(createRemote(smallFiles()));
    const run = await runAction({
      cwd,
      event: pushEvent(),
      inputs: quick(),
      stopAfter: { line: /✓.* init/, signal: 'SIGTERM' },
    });
    expect(run).toMatchObject({ code: 143, killed: false, errors: [] });
    expect(run.lines.at(-1)).toContain('cleaning up');
    expect(await containersOf(run)).toBe(0);
    expect(existsSync(join(cwd, 'sql/schema'))).toBe(false);
    expect(git(cwd, 'status', '--porcelain')).toBe('');
  });

  test('by force leaves its container to the post step, which removes it', async () => {
    const cwd = checkOut(createRemote(smallFiles()));
    const run = await runAction({
      cwd,
      event: pushEvent(),
      inputs: quick(),
      stopAfter: { line: /✓.* init/, signal: 'SIGKILL' },
    });
    expect(await containersOf(run)).toBe(1);
    const post = await run.post();
    expect(post).toMatchObject({ code: 0, errors: [], warnings: [] });
    expect(post.lines).toEqual(['Removed 1 container that the step left behind.']);
    expect(await containersOf(run)).toBe(0);
  });
});

const FORBIDDEN: Answer = {
  status: 403,
  body: { message: 'Resource not accessible by integration', documentation_url: 'https://docs.github.com/rest' },
};

describeDocker('the action and GitHub in trouble', () => {
  test.each<[string, Answer, Answer, string[]]>([
    ['403', FORBIDDEN, QUOTA_REACHED, ['answers 403: Resource not accessible', 'quota']],
    [
      'silence',
      'hang',
      'hang',
      ["GitHub's API did not answer within 2 s", 'artifact service did not answer within 2 s'],
    ],
  ])('%s ends in warnings, in time: the branch is there', async (_, api, service, words) => {
    await using artifacts = await startArtifacts();
    artifacts.script.add('CreateArtifact', service, 9);
    const remote = createRemote(smallFiles());
    await using github = await startGitHub({ repository: REPOSITORY, token: TOKEN, remote });
    github.script.add('*', api, 9);
    const cwd = checkOut(remote);
    const run = await runAction({
      cwd,
      event: pushEvent(),
      inputs: { ...quick(), commit: 'pull-request', 'network-timeout': '2' },
      env: { ...artifacts.env, GITHUB_API_URL: github.url },
    });
    expect(run).toMatchObject({ code: 0, errors: [] });
    for (const word of words) expect(run.warnings.map(({ message }) => message).join('\n')).toContain(word);
    expect(run.outputs).toMatchObject({ changed: 'true', 'artifact-id': '', 'comment-url': '' });
    expect(run.outputs['commit-sha']).toBe(git(remote, 'rev-parse', 'timescale-ci/schema'));
    expect(run.lines.join('\n')).toContain('/acme/market/compare/main...timescale-ci/schema?expand=1');
    expect(readdirSync(join(cwd, 'sql/schema'))).toHaveLength(3);
  });

  test('a proposal is one pull request, and as it was on the next night', async () => {
    const remote = createRemote(smallFiles());
    await using github = await startGitHub({ repository: REPOSITORY, token: TOKEN, remote });
    const night = () =>
      runAction({
        cwd: checkOut(remote),
        event: pushEvent(),
        inputs: { ...quick(), commit: 'pull-request', artifact: 'false' },
        env: { GITHUB_API_URL: github.url },
      });
    const first = await night();
    expect(first).toMatchObject({ code: 0, errors: [] });
    const [pull] = github.pulls;
    expect(pull).toMatchObject({ title: 'Update the database schema' });
    expect(first.outputs['comment-url']).toBe(`https://github.com/${REPOSITORY}/pull/${pull?.number}`);
    const proposed = git(remote, 'rev-parse', 'timescale-ci/schema');
    const second = await night();
    expect(github.pulls).toHaveLength(1);
    expect(github.calls.filter((call) => call !== 'pulls/list')).toEqual(['pulls/create']);
    expect(git(remote, 'rev-parse', 'timescale-ci/schema')).toBe(proposed);
    expect(second.lines.join('\n')).toMatch(/commit +\w+ in pull request #\d+, as it was/);
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('1');
  });
});
