/** @module-tag long */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { disableRyuk, startDocker } from '../../src/engine/docker.ts';
import type { Engine } from '../../src/engine/types.ts';
import { startArtifacts } from '../fakes/artifacts.ts';
import { type GitHub, startGitHub } from '../fakes/github.ts';
import { notAccessible } from '../fakes/github-answers.ts';
import { run } from '../integration/dump/support.ts';
import { containersOf } from '../integration/support/images.ts';
import { describeDocker, dockerImage } from '../support/docker.ts';
import { checkOut, createRemote, type Files } from '../support/git.ts';
import { REPOSITORY, scheduleEvent } from './support/events.ts';
import { TOKEN } from './support/job-variables.ts';
import { type ActionRun, runAction } from './support/runner.ts';

const LABEL = `action-drift-${process.pid}`;
const PASSWORD = 'p@ss/w:rd-of-the-reader';

const SCHEMA = `CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE TABLE ticks (time timestamptz NOT NULL, symbol text NOT NULL, price numeric);
SELECT create_hypertable('ticks', 'time', chunk_time_interval => interval '7 days');
CREATE ROLE reader LOGIN PASSWORD '${PASSWORD}' IN ROLE pg_read_all_data;
`;
const HOSTILE = '"odd | @octocat --> </details> ::error::no"';

describeDocker('the action with mode: drift', () => {
  let server: Engine;
  let url: string;
  let directory: string;
  let program: string;
  let files: Files;

  const look = (
    github: GitHub,
    inputs: Record<string, string> = {},
    env: Record<string, string> = {},
  ): Promise<ActionRun> =>
    runAction({
      cwd: checkOut(createRemote(files)),
      event: scheduleEvent(),
      inputs: { mode: 'drift', engine: 'embedded', 'database-url': url, artifact: 'false', ...inputs },
      env: { GITHUB_API_URL: github.url, PG_DUMP: program, ...env },
    });
  const said = (ran: ActionRun, github: GitHub): string =>
    [ran.stdout, ran.stderr, ran.summary, JSON.stringify(ran.outputs), ...github.issues.map(({ body }) => body)].join(
      '\n',
    );

  beforeAll(async () => {
    disableRyuk(process.env);
    server = await startDocker({ image: dockerImage(), database: 'market', label: LABEL });
    const [found] = await containersOf(LABEL);
    const { NetworkSettings, Id } = (await found?.inspect()) ?? {};
    url = `postgres://reader:${encodeURIComponent(PASSWORD)}@${NetworkSettings?.Networks['bridge']?.IPAddress}:5432/market`;
    directory = mkdtempSync(join(tmpdir(), 'timescale-ci-pg-dump-'));
    program = join(directory, 'pg_dump');
    writeFileSync(program, `#!/bin/sh\nexec docker exec --env PGPASSWORD --env PGCLIENTENCODING ${Id} pg_dump "$@"\n`);
    chmodSync(program, 0o755);
    await run(server.database, SCHEMA);
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });

  test('the life of its issue, the summary, the outputs and the artifact; the URL stays a secret', async () => {
    await using github = await startGitHub({ repository: REPOSITORY, token: TOKEN });
    await using artifacts = await startArtifacts();
    // The version is what a backup of the database itself wrote in the night before.
    files = { 'README.md': 'A shop.\n' };
    const cwd = checkOut(createRemote(files));
    const inputs = { mode: 'backup', 'database-url': url, commit: 'none', 'restore-test': 'false', artifact: 'false' };
    const backup = await runAction({
      cwd,
      event: scheduleEvent(),
      inputs,
      env: { GITHUB_API_URL: github.url, PG_DUMP: program },
    });
    expect([backup.code, backup.errors]).toEqual([0, []]);
    expect(backup.summary).toContain('#### Health\n');
    const version = backup.outputs['schema-file'] ?? '';
    files = { 'sql/schema/schema_latest.sql': readFileSync(join(cwd, version), 'utf8') };

    // A stand-in for GitHub's command line, which says what it would of a file that a workflow attested.
    const certificate = {
      sourceRepositoryURI: `https://github.com/${REPOSITORY}`,
      sourceRepositoryDigest: 'a'.repeat(40),
      sourceRepositoryRef: 'refs/heads/main',
      buildSignerURI: `https://github.com/${REPOSITORY}/.github/workflows/schema.yml@refs/heads/main`,
    };
    const attested = JSON.stringify([{ verificationResult: { signature: { certificate } } }]);
    writeFileSync(join(directory, 'gh'), `#!/bin/sh\n[ "$GH_TOKEN" = '${TOKEN}' ] && echo '${attested}'\n`);
    chmodSync(join(directory, 'gh'), 0o755);
    const none = await look(github, { verify: 'true' }, { PATH: `${directory}:${process.env['PATH']}` });
    expect([none.code, none.errors]).toEqual([0, []]);
    expect(none.outputs).toMatchObject({ changed: 'false', errors: '0', 'comment-url': '', 'change-classes': '' });
    expect(none.summary).toContain('### No drift from sql/schema/schema_latest.sql\n');
    expect(none.summary).toContain('The database is what commit aaaaaaaaaaaa (refs/heads/main) built');
    expect(github.issues).toEqual([]);

    await run(server.database, `CREATE INDEX ${HOSTILE} ON ticks (price); COMMENT ON TABLE ticks IS 'by hand';`);
    const opened = await look(github, { artifact: 'true' }, artifacts.env);
    expect(opened.code).toBe(1);
    const issue = github.issues[0];
    expect(issue).toMatchObject({
      state: 'open',
      title: 'Schema drift: market has 2 differences',
      labels: ['schema-drift'],
    });
    expect(opened.outputs).toMatchObject({
      changed: 'true',
      errors: '2',
      'comment-url': `https://github.com/${REPOSITORY}/issues/1`,
      'change-classes': 'locks,safe',
    });
    expect(JSON.parse(opened.outputs['diff-json'] ?? '')).toMatchObject({
      equal: false,
      changes: [{ kind: 'index' }, { property: 'comment' }],
    });
    expect(opened.errors.map(({ properties }) => properties['file'])).toEqual(
      Array(2).fill('sql/schema/schema_latest.sql'),
    );
    expect(opened.refused).toEqual([]);
    expect(opened.summary).toContain('| only there |');
    const [artifact] = artifacts.artifacts;
    expect(artifact?.name).toBe('timescale-drift-schema');
    expect([...(artifact?.files.keys() ?? [])].sort()).toEqual(['drift.json', 'drift.md', 'live_schema.sql']);

    await run(server.database, `DROP INDEX ${HOSTILE}; COMMENT ON TABLE ticks IS NULL;`);
    const closed = await look(github);
    expect(closed.code).toBe(0);
    expect(issue).toMatchObject({ state: 'closed', stateReason: 'completed' });
    expect(github.comments[0]?.body).toContain('There is no drift any more');

    await run(server.database, "COMMENT ON TABLE ticks IS 'by hand again'");
    const back = await look(github);
    expect([back.code, github.issues.length, issue?.state]).toEqual([1, 1, 'open']);
    for (const ran of [none, opened, closed, back]) {
      expect(ran.masks).toContain(PASSWORD);
      expect(said(ran, github)).not.toContain(encodeURIComponent(PASSWORD));
    }
    // Whoever may read the repository learns nothing of where the database is.
    expect(github.issues[0]?.body).not.toMatch(/172\.|5432/);

    github.script.add('issues/list-for-repo', notAccessible('issues=read'), 1);
    const refused = await look(github);
    expect(refused.code).toBe(1);
    expect(refused.warnings.map(({ message }) => message).join()).toContain(
      'Give the job the permission "issues: write"',
    );

    // Without an answer the issue stays as it is, and the run says what to mend.
    github.calls.length = 0;
    const wrong = await look(github, { 'database-url': url.replace('reader:', 'reader:x') });
    expect([wrong.code, github.calls]).toEqual([1, []]);
    expect(wrong.errors[0]?.message).toContain('refuses the password');
    const missing = await look(github, { 'database-url': '' });
    expect(missing.errors[0]?.message).toContain('there is no database to look at');
  });
});
