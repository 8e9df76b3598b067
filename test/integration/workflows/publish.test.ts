import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { readEvent } from '../../../src/github/event.ts';
import { createRunnerReporter } from '../../../src/report/runner.ts';
import { SettingsSchema } from '../../../src/settings/schema.ts';
import { publishArtifact } from '../../../src/workflows/artifact.ts';
import { type CommitOptions, commitVersion } from '../../../src/workflows/commit.ts';
import type { Context } from '../../../src/workflows/context.ts';
import { ALREADY_EXISTS, INTERNAL, startArtifacts } from '../../fakes/artifacts.ts';
import { startGitHub } from '../../fakes/github.ts';
import type { Answer } from '../../fakes/loopback.ts';
import { checkOut, createRemote, git, gitEnvironment } from '../../support/git.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const TOKEN = 'ghs_token';
const SETTINGS = SettingsSchema.parse({});
const OPTIONS: CommitOptions = {
  commit: 'push',
  subject: 'Update',
  body: 'body',
  proposal: 'What changed',
  author: { name: undefined, email: undefined },
  branch: 'timescale-ci/schema',
  token: TOKEN,
  timeoutMs: 60_000,
};
/** How long what is known to be silent is waited for. */
const IMPATIENT = 1_000;

function contextIn(cwd: string) {
  const lines: string[] = [];
  const reporter = createRunnerReporter({
    log: { line: (text) => lines.push(text), startGroup: (text) => lines.push(text), endGroup: () => undefined },
    now: () => 0,
    later: () => () => undefined,
  });
  const context: Context = { reporter, cwd, now: () => new Date(), env: gitEnvironment() };
  const warnings = (): string => reporter.warnings.map(({ text }) => text).join('\n');
  return { context, lines, warnings };
}

const facts = (env: Record<string, string> = {}, payload: object = {}) =>
  readEvent({ GITHUB_REPOSITORY: 'acme/market', GITHUB_RUN_ID: '7', ...env }, JSON.stringify(payload));

/** A checkout with a schema directory that is not committed. */
function clone(remote: string): string {
  const cwd = checkOut(remote);
  mkdirSync(join(cwd, 'sql/schema'), { recursive: true });
  writeFileSync(join(cwd, 'sql/schema/README_latest.md'), 'about');
  return cwd;
}

describe('commitVersion', () => {
  test.each<[string, { env?: Record<string, string>; payload?: object; dir?: string }, RegExp]>([
    ['Dependabot’s run', { env: { GITHUB_ACTOR: 'dependabot[bot]' } }, /Dependabot started the run/],
    [
      'the pull request of a fork that is gone',
      {
        payload: {
          repository: { full_name: 'acme/market' },
          pull_request: {
            number: 7,
            head: { ref: 'f', sha: 'a', repo: null },
            base: { ref: 'main', sha: 'b', repo: null },
          },
        },
      },
      /comes from a fork/,
    ],
    ['a schema directory outside of the checkout', { dir: '..' }, /not inside the checkout/],
    ['the checkout as the schema directory', { dir: '.' }, /not inside the checkout/],
  ])('commits nothing for %s, and says why', async (_, { env, payload, dir }, why) => {
    const remote = createRemote({ 'a.sql': 'a' });
    const cwd = clone(remote);
    const { context, warnings } = contextIn(cwd);
    const settings = { ...SETTINGS, 'schema-dir': dir ?? SETTINGS['schema-dir'] };
    const result = await commitVersion(settings, OPTIONS, facts(env, payload), context);
    expect(result).toMatchObject({ status: 'skipped', sha: null });
    expect(warnings()).toMatch(why);
    expect(git(remote, 'rev-list', '--all', '--count')).toBe('1');
  });

  test('commits nothing where it is told so, without a warning', async () => {
    const remote = createRemote({ 'a.sql': 'a' });
    const { context, warnings } = contextIn(clone(remote));
    expect(await commitVersion(SETTINGS, { ...OPTIONS, commit: 'none' }, facts(), context)).toMatchObject({
      status: 'skipped',
    });
    expect([git(remote, 'rev-list', '--all', '--count'), warnings()]).toEqual(['1', '']);
  });

  test.each<[string, Answer, RegExp]>([
    ['500', { status: 500, body: { message: 'Server Error' } }, /answers 500: Server Error/],
    ['429', { status: 429, body: { message: 'API rate limit exceeded' } }, /answers 429.*rate limit/],
    ['a page of HTML', { status: 502, body: '<html>Unicorn!</html>' }, /answers 502/],
    ['a cut connection', 'reset', /cannot open the pull request/],
    ['silence', 'hang', /did not answer within 1 s/],
    [
      'a repository that lets no action open one',
      { status: 403, body: { message: 'GitHub Actions is not permitted to create or approve pull requests.' } },
      /not permitted/,
    ],
  ])(
    'keeps the branch of a proposal, and warns, where the API gives %s',
    { tags: ['long'] },
    async (_, answer, words) => {
      const remote = createRemote({ 'a.sql': 'a' });
      const cwd = clone(remote);
      await using github = await startGitHub({ repository: 'acme/market', token: TOKEN, remote });
      github.script.add('*', answer, 5);
      const { context, warnings, lines } = contextIn(cwd);
      const result = await commitVersion(
        SETTINGS,
        { ...OPTIONS, commit: 'pull-request', ...(answer === 'hang' ? { timeoutMs: IMPATIENT } : {}) },
        facts({ GITHUB_API_URL: github.url }),
        context,
      );
      expect(result).toMatchObject({ status: 'proposed', pullRequest: null });
      expect(result.sha).toBe(git(remote, 'rev-parse', 'timescale-ci/schema'));
      expect(warnings()).toMatch(words);
      expect(lines.join('\n')).toContain('/acme/market/compare/main...timescale-ci/schema?expand=1');
      // The checkout is on its branch, with the files as they were written.
      expect([git(cwd, 'rev-parse', 'HEAD'), git(cwd, 'status', '--porcelain')]).toEqual([
        git(remote, 'rev-parse', 'main'),
        '?? sql/',
      ]);
    },
  );

  test('brings the pull request up to date, and leaves it alone where it is', async () => {
    const remote = createRemote({ 'a.sql': 'a' });
    await using github = await startGitHub({ repository: 'acme/market', token: TOKEN, remote });
    const propose = async (proposal: string) => {
      const { context } = contextIn(clone(remote));
      const options: CommitOptions = { ...OPTIONS, commit: 'pull-request', proposal };
      return (await commitVersion(SETTINGS, options, facts({ GITHUB_API_URL: github.url }), context)).pullRequest;
    };
    const statuses = [];
    for (const text of ['one', 'one', 'two']) statuses.push((await propose(text))?.status);
    expect(statuses).toEqual(['opened', 'unchanged', 'updated']);
    expect(github.pulls.map(({ body, base, head }) => [body, base, head])).toEqual([
      ['two', 'main', 'timescale-ci/schema'],
    ]);
  });
});

describe('publishArtifact', () => {
  test.each<[string, Answer, RegExp, RegExp]>([
    ['500', INTERNAL, /did not answer within 1 s/, /./],
    ['a name that is taken', ALREADY_EXISTS, /already exists/, /set artifact-name/],
    ['silence', 'hang', /did not answer within 1 s/, /./],
    ['a cut connection', 'reset', /was not uploaded/, /./],
  ])('warns where the service gives %s', async (_, answer, words, hint) => {
    await using artifacts = await startArtifacts();
    artifacts.script.add('CreateArtifact', answer, 9);
    for (const [name, value] of Object.entries(artifacts.env)) vi.stubEnv(name, value);
    const { context, warnings, lines } = contextIn('/');
    const log = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const directory = join(temporaryDirectory('artifact'), 'staging');
    const uploaded = await publishArtifact(
      [{ name: 'a.sql', text: 'a' }],
      { name: 'x', retentionDays: 1, directory, timeoutMs: words.source.includes('within 1 s') ? IMPATIENT : 60_000 },
      facts(),
      context,
    ).finally(() => {
      log.mockRestore();
      vi.unstubAllEnvs();
    });
    expect(uploaded).toBeNull();
    expect(warnings()).toMatch(words);
    expect(lines.join('\n')).toMatch(hint);
  });
});
