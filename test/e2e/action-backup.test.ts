import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startArtifacts } from '../fakes/artifacts.ts';
import { describeDocker, dockerImage } from '../support/docker.ts';
import { checkOut, commit, createRemote, git } from '../support/git.ts';
import { PROTECTED_BRANCH, rejectPushes } from '../support/git-hooks.ts';
import { dispatchEvent, pushEvent, scheduleEvent } from './support/events.ts';
import { laterStep } from './support/later-step.ts';
import { runAction } from './support/runner.ts';
import { referenceFiles, smallFiles } from './support/schema.ts';

const DIR = 'sql/schema';
const docker = () => ({ engine: 'docker', image: dockerImage() });
const show = (remote: string, path: string): string => git(remote, 'show', `main:${DIR}/${path}`);

describeDocker('the action on a push', () => {
  test('commits three files, uploads them, tells what it did; a second run commits nothing', async () => {
    await using artifacts = await startArtifacts();
    const remote = createRemote(referenceFiles());
    const first = checkOut(remote);
    writeFileSync(join(first, 'left-by-another-step.txt'), 'x');
    const run = await runAction({ cwd: first, event: pushEvent(), inputs: docker(), env: artifacts.env });

    expect(run).toMatchObject({ code: 0, errors: [], warnings: [], refused: [], stderr: '' });
    const version = run.outputs['schema-file']?.split('/').at(-1) ?? '';
    expect(version).toMatch(/^schema_\d{8}_\d{6}\.sql$/);
    expect(git(remote, 'show', '--format=%an: %s', '--name-status', 'main').split('\n')).toEqual([
      'github-actions[bot]: Update the database schema',
      '',
      `A\t${DIR}/README_latest.md`,
      `A\t${DIR}/${version}`,
      `A\t${DIR}/schema_latest.sql`,
    ]);
    expect(show(remote, 'schema_latest.sql')).toBe(version);
    expect(git(first, 'status', '--porcelain')).toBe('?? left-by-another-step.txt');

    const dump = readFileSync(join(first, DIR, version), 'utf8');
    const [artifact] = artifacts.artifacts;
    expect(artifact?.name).toBe('timescale-schema-schema');
    expect(artifact?.files.get('schema_latest.sql')?.toString()).toBe(dump);
    expect(artifact?.files.get('README_latest.md')?.toString()).toBe(
      readFileSync(join(first, DIR, 'README_latest.md'), 'utf8'),
    );
    expect(artifact?.files.get('index.html')?.toString()).toContain('<title>trading_data</title>');
    const days = ((artifact?.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29);
    expect(days).toBeLessThan(31);

    const sha = git(remote, 'rev-parse', 'main');
    expect(new Set(Object.keys(run.outputs))).toEqual(run.declaredOutputs);
    expect(run.outputs).toMatchObject({
      changed: 'true',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      'schema-file': `${DIR}/${version}`,
      'readme-file': `${DIR}/README_latest.md`,
      'commit-sha': sha,
      'artifact-id': String(artifact?.id),
      'artifact-url': `https://github.com/acme/market/actions/runs/9000000001/artifacts/${artifact?.id}`,
      'restore-proved': 'true',
      hypertables: '4',
      errors: '0',
      warnings: '0',
    });
    expect(run.summary).toMatch(/^### First version of the schema: schema_/);
    expect(run.summary).toContain('| `trading.market_data` | 7 days on `timestamp` |');
    expect(run.summary).toContain('restore proved: ');
    expect(run.summary).toContain(`/acme/market/commit/${sha}`);
    expect(run.lines.join('\n')).toMatch(/✓.* restore +proved: \d+ properties equal, 4 of 4 hypertables accept rows/);
    expect(run.groups.map(({ title }) => title)).toContain('backup: what this run is set to');

    const later = await laterStep(
      run,
      first,
      { FILE: '${{ steps.schema.outputs.schema-file }}', PROVED: '${{ steps.schema.outputs.restore-proved }}' },
      'test "$PROVED" = true && head -1 "$FILE"',
    );
    expect(later).toMatchObject({ code: 0, stdout: `${dump.split('\n')[0]}\n` });

    const again = await runAction({
      cwd: checkOut(remote),
      event: scheduleEvent(),
      inputs: { ...docker(), artifact: 'false' },
    });
    expect(again).toMatchObject({ code: 0, errors: [], warnings: [] });
    expect(git(remote, 'rev-parse', 'main')).toBe(sha);
    expect(again.outputs).toMatchObject({
      changed: 'false',
      fingerprint: run.outputs['fingerprint'],
      'schema-file': `${DIR}/${version}`,
      'commit-sha': '',
      'artifact-id': '',
      'change-classes': '',
    });
    expect(JSON.parse(again.outputs['diff-json'] ?? '')).toMatchObject({ equal: true, changes: [] });
    expect(again.summary).toMatch(new RegExp(`^### Schema unchanged since ${version}`));
  });

  test('says what changed, in the summary, the outputs and the commit', async () => {
    await using artifacts = await startArtifacts();
    const remote = createRemote(smallFiles('7 days'));
    const inputs = {
      ...docker(),
      'restore-test': 'false',
      'commit-message': 'chore(db): schema',
      'commit-author-name': 'Schema Bot',
      keep: '1',
    };
    await runAction({ cwd: checkOut(remote), event: pushEvent(), inputs: { ...inputs, artifact: 'false' } });
    const before = show(remote, 'schema_latest.sql');
    const clone = checkOut(remote);
    commit(clone, smallFiles('1 day'), 'Shorter chunks');
    git(clone, 'push', '--quiet', 'origin', 'main');
    const run = await runAction({ cwd: clone, event: dispatchEvent(), inputs, env: artifacts.env });

    expect(run).toMatchObject({ code: 0, errors: [] });
    expect(run.stdout).not.toContain('[object');
    expect(run.outputs).toMatchObject({ changed: 'true', 'change-classes': 'recompress' });
    expect(JSON.parse(run.outputs['diff-json'] ?? '')).toMatchObject({
      equal: false,
      classes: { recompress: 1, 'data-loss': 0 },
      changes: [
        { class: 'recompress', object: 'public.ticks', property: 'chunk interval', from: '7 days', to: '1 day' },
      ],
    });
    expect(run.summary).toContain('| recompress | `public.ticks` chunk interval | `7 days` → `1 day` |');
    expect(run.summary).toContain("-SELECT public.create_hypertable('public.ticks'");
    expect(artifacts.artifacts[0]?.files.get('schema.diff')?.toString()).toContain(`--- a/${DIR}/${before}`);
    expect(git(remote, 'log', '-1', '--format=%an|%s|%b', 'main')).toMatch(
      new RegExp(
        `^Schema Bot\\|chore\\(db\\): schema\\|${DIR}/schema_\\d+_\\d+\\.sql\nSchema [0-9a-f]{64}\n1 recompress since ${before}`,
      ),
    );
    // keep: 1
    expect(git(remote, 'ls-tree', '--name-only', 'main', `${DIR}/`)).not.toContain(before);
  });
});

describeDocker('two runs of the action that race', () => {
  test('both land, whichever is first; the later version is the latest', async () => {
    const remote = createRemote(smallFiles());
    const clones = [checkOut(remote), checkOut(remote)];
    for (const [index, clone] of clones.entries()) {
      writeFileSync(join(clone, 'sql/init/02_more.sql'), `CREATE TABLE only_in_${index} (id integer);\n`);
    }
    const runs = await Promise.all(
      clones.map((cwd) =>
        runAction({ cwd, event: pushEvent(), inputs: { ...docker(), artifact: 'false', 'restore-test': 'false' } }),
      ),
    );
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    const files = runs.map(({ outputs }) => outputs['schema-file']?.split('/').at(-1) ?? '');
    expect(new Set(files).size).toBe(2);
    for (const [index, file] of files.entries()) expect(show(remote, file)).toContain(`public.only_in_${index}`);
    const latest = show(remote, 'schema_latest.sql');
    expect(latest).toBe([...files].sort().at(-1));
    expect(show(remote, 'README_latest.md')).toContain(`only_in_${files.indexOf(latest)}`);
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('3');
    expect(runs.map(({ outputs }) => outputs['commit-sha']).sort()).toEqual(
      git(remote, 'rev-list', '--max-count=2', 'main').split('\n').sort(),
    );
  });
});

describeDocker('the action at a remote that rejects', () => {
  test('leaves the files, uploads them, fails and says why', async () => {
    await using artifacts = await startArtifacts();
    const remote = createRemote(smallFiles());
    rejectPushes(remote, PROTECTED_BRANCH);
    const cwd = checkOut(remote);
    const run = await runAction({ cwd, event: pushEvent(), inputs: docker(), env: artifacts.env });
    expect(run.code).toBe(1);
    expect(run.errors).toHaveLength(1);
    expect(run.errors[0]?.message).toContain('the push to main failed: the branch is protected');
    expect(run.errors[0]?.message).toContain('Changes must be made through a pull request');
    expect(run.errors[0]?.message).toContain('Set commit: pull-request');
    expect(run.summary).toMatch(/^### First version of the schema: schema_\S+, not committed/);
    expect(run.outputs).toMatchObject({ changed: 'true', 'commit-sha': '', errors: '1', 'restore-proved': 'true' });
    const link = readlinkSync(join(cwd, DIR, 'schema_latest.sql'));
    expect(run.outputs['schema-file']).toBe(`${DIR}/${link}`);
    expect(artifacts.artifacts[0]?.files.get('schema_latest.sql')?.toString()).toBe(
      readFileSync(join(cwd, DIR, link), 'utf8'),
    );
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('1');
  });
});
