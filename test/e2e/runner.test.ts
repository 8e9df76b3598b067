import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkOut, commit, createRemote, git, moveRemote } from '../support/git.ts';
import { moveWhileReceiving, PROTECTED_BRANCH, RULE_VIOLATION, rejectPushes } from '../support/git-hooks.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { dispatchEvent, pullRequestEvent, pushEvent } from './support/events.ts';
import { TOKEN } from './support/job-variables.ts';
import { laterStep } from './support/later-step.ts';
import { runAction } from './support/runner.ts';

/** An action made of one line of action.yml a thing, and scripts that have the real @actions/core at hand. */
function actionOf(main: string, post = ''): string {
  const directory = temporaryDirectory('action');
  const core = `import * as core from ${JSON.stringify(import.meta.resolve('@actions/core'))};\n`;
  mkdirSync(join(directory, 'dist'));
  writeFileSync(join(directory, 'dist/main.mjs'), core + main);
  writeFileSync(join(directory, 'dist/post.mjs'), core + post);
  writeFileSync(
    join(directory, 'action.yml'),
    `runs: {using: node24, main: dist/main.mjs, post: dist/post.mjs}
inputs:
  schema-dir: {default: sql/schema}
  retention-days: {default: 30}
  artifact: {default: true}
  token: {default: "\${{ github.token }}"}
  odd: {default: "\${{ secrets.odd }}"}
  two words: {}
outputs: {changed: {}, text: {}}
`,
  );
  return directory;
}

const WITH = { odd: '' };

describe('an action', () => {
  test('gets its inputs, its event and a job that holds nothing of this machine', async () => {
    const cwd = checkOut(createRemote({ 'a.sql': '' }));
    process.env['GITHUB_SECRET_OF_THE_TESTER'] = 'x';
    const run = await runAction({
      action: actionOf(`
        const event = JSON.parse((await import('node:fs')).readFileSync(process.env.GITHUB_EVENT_PATH, 'utf8'));
        core.setOutput('text', JSON.stringify({
          dir: core.getInput('schema-dir'), days: core.getInput('retention-days'), artifact: core.getBooleanInput('artifact'),
          words: core.getInput('two words'), raw: process.env['INPUT_SCHEMA-DIR'], token: core.getInput('token').length,
          ref: process.env.GITHUB_REF, name: process.env.GITHUB_EVENT_NAME, number: event.pull_request.number,
          fork: event.pull_request.head.repo.full_name, sha: process.env.GITHUB_SHA, stray: process.env.GITHUB_SECRET_OF_THE_TESTER,
          node: process.versions.node.split('.')[0],
        }));`),
      cwd,
      event: pullRequestEvent({ number: 7, headRepository: 'eve/market' }),
      inputs: { ...WITH, 'two words': 'a b' },
    });
    delete process.env['GITHUB_SECRET_OF_THE_TESTER'];
    expect(run).toMatchObject({ code: 0, stdout: '', stderr: '', refused: [] });
    expect(JSON.parse(run.outputs['text'] ?? '')).toEqual({
      dir: 'sql/schema',
      days: '30',
      artifact: true,
      words: 'a b',
      raw: 'sql/schema',
      token: TOKEN.length,
      ref: 'refs/pull/7/merge',
      name: 'pull_request',
      number: 7,
      fork: 'eve/market',
      sha: git(cwd, 'rev-parse', 'HEAD'),
      node: '24',
    });
  });

  test('is refused inputs that are not declared, expressions that nobody knows, and a remote that is not ours', async () => {
    const cwd = checkOut(createRemote({ 'a.sql': '' }));
    const event = pushEvent();
    const action = actionOf('');
    await expect(runAction({ action, cwd, event, inputs: { schema_dir: 'x' } })).rejects.toThrow('no input schema_dir');
    await expect(runAction({ action, cwd, event })).rejects.toThrow('no value for the expression secrets.odd');
    git(cwd, 'remote', 'set-url', '--push', 'origin', 'https://github.com/acme/market.git');
    await expect(runAction({ action, cwd, event, inputs: WITH })).rejects.toThrow(
      'refusing to run with the remote https',
    );
  });

  test('speaks by commands, of which nothing is one while they are stopped', async () => {
    const run = await runAction({
      action: actionOf(`
        core.setSecret('hunter2');
        core.info('password hunter2, ' + core.getInput('token'));
        core.error('a: 50%, b\\nsecond', { file: 'sql/a,b.sql', startLine: 4, startColumn: 2, title: 'x: y' });
        core.warning('w hunter2'); core.notice('n'); core.debug('d');
        await core.group('Build', async () => core.info('within'));
        console.error('::error::on stderr');
        console.log('  ##[warning]old form');
        console.log('::stop-commands::t0k3n');
        console.log('::error::text of SQL'); console.log('::set-env name=A::b');
        console.log('::t0k3n::');
        console.log('::set-env name=A::b');
        core.summary.addRaw('has hunter2'); await core.summary.write();
        process.exitCode = 3;`),
      cwd: temporaryDirectory('empty'),
      event: dispatchEvent(),
      inputs: WITH,
    });
    expect(run.code).toBe(3);
    expect(run.errors).toEqual([
      {
        message: 'a: 50%, b\nsecond',
        properties: { file: 'sql/a,b.sql', line: '4', col: '2', title: 'x: y' },
      },
      { message: 'on stderr', properties: {} },
    ]);
    expect(run.warnings.map(({ message }) => message)).toEqual(['w ***', 'old form']);
    expect(run).toMatchObject({
      notices: [{ message: 'n' }],
      debug: ['d'],
      groups: [{ title: 'Build', lines: ['within'] }],
      masks: ['hunter2'],
      refused: ['::set-env name=A::b'],
      summary: 'has ***',
    });
    expect(run.lines).toContain('password ***, ***');
    expect(run.lines).toContain('::error::text of SQL');
    expect(run.lines.join('\n')).not.toContain('hunter2');
    expect(run.firstLineMs).toBeGreaterThan(0);
  });

  test('hands outputs of any text to a later step, state to its post step', async () => {
    const cwd = temporaryDirectory('empty');
    const run = await runAction({
      action: actionOf(
        `core.setOutput('text', 'one = 1\\n\\n<<two\\n'); core.setOutput('changed', true);
        core.exportVariable('LATER', 'here'); core.saveState('container', 'c0ffee');`,
        `core.info('removed ' + core.getState('container') + ' ' + core.getInput('schema-dir'));`,
      ),
      cwd,
      event: pushEvent(),
      inputs: WITH,
    });
    expect(run.outputs).toEqual({ text: 'one = 1\n\n<<two\n', changed: 'true' });
    const later = await laterStep(
      run,
      cwd,
      { TEXT: '${{ steps.schema.outputs.text }}', CHANGED: '[${{ steps.schema.outputs.changed }}]' },
      'printf "%s%s %s" "$TEXT" "$CHANGED" "$LATER"; exit 4',
    );
    expect(later).toMatchObject({ code: 4, stdout: 'one = 1\n\n<<two\n[true] here\n' });
    expect(() => laterStep(run, cwd, { X: '${{ steps.schema.outputs.chnaged }}' }, ':')).toThrow('outputs.chnaged');
    expect((await run.post()).lines).toEqual(['removed c0ffee sql/schema']);
  });

  test('loses a summary above the limit, as on GitHub', async () => {
    const run = await runAction({
      action: actionOf(`core.summary.addRaw('é'.repeat(512 * 1024) + 'x'); await core.summary.write();`),
      cwd: temporaryDirectory('empty'),
      event: pushEvent(),
      inputs: WITH,
    });
    expect(run.summary).toBe('');
    expect(run.errors[0]?.message).toMatch(/up to a size of 1024k/);
  });
});

describe('a signal', () => {
  test('comes when the line does', async () => {
    const run = await runAction({
      action: actionOf(`
        process.on('SIGTERM', () => { console.log('cleaning'); process.exit(143); });
        setInterval(() => {}, 1000); core.info('step one'); core.info('step two');`),
      cwd: temporaryDirectory('empty'),
      event: pushEvent(),
      inputs: WITH,
      stopAfter: { line: /two$/ },
    });
    expect(run).toMatchObject({ code: 143, killed: false, lines: ['step one', 'step two', 'cleaning'] });
  });

  test('that waits for a line which never comes is an error', async () => {
    const waiting = runAction({
      action: actionOf(`core.info('all there is');`),
      cwd: temporaryDirectory('empty'),
      event: pushEvent(),
      inputs: WITH,
      stopAfter: { line: 'not there' },
    });
    await expect(waiting).rejects.toThrow(/the line not there never came; it printed:\nall there is/);
  });
});

describe('git', () => {
  test('a checkout is shallow, and detached for a pull request', () => {
    const remote = createRemote({ 'a.sql': '1' });
    const head = moveRemote(remote, { 'b/c.sql': '2' });
    const clone = checkOut(remote);
    expect(git(clone, 'rev-parse', 'HEAD')).toBe(head);
    expect(git(clone, 'rev-list', '--count', 'HEAD')).toBe('1');
    expect(existsSync(join(clone, 'a.sql'))).toBe(true);
    git(remote, 'update-ref', 'refs/pull/7/merge', head);
    const detached = checkOut(remote, { ref: 'refs/pull/7/merge', depth: 0 });
    expect(git(detached, 'rev-list', '--count', 'HEAD')).toBe('2');
    expect(() => git(detached, 'symbolic-ref', 'HEAD')).toThrow();
    expect(commit(clone, { 'd.sql': '' }, 'More')).toMatch(/^[0-9a-f]{40}$/);
  });

  test('a rejecting remote speaks as GitHub does', () => {
    const remote = createRemote({ 'a.sql': '1' });
    const clone = checkOut(remote);
    commit(clone, { 'a.sql': '2' }, 'More');
    for (const rejection of [PROTECTED_BRANCH, RULE_VIOLATION]) {
      rejectPushes(remote, rejection);
      const said = pushFailure(clone);
      expect(said).toContain(`! [remote rejected] main -> main (${rejection.reason})`);
      expect(said).toMatch(/^remote: error: GH0\d+: /m);
    }
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('1');
    git(clone, 'push', '--quiet', 'origin', 'main:other');
  });

  test('a remote moves before a push, or during some', () => {
    const remote = createRemote({ 'a.sql': '1' });
    const clone = checkOut(remote);
    commit(clone, { 'mine.sql': '2' }, 'Mine');
    moveRemote(remote, { 'b.sql': '' });
    expect(pushFailure(clone)).toMatch(/! \[rejected\] +main -> main \(fetch first\)/);
    moveWhileReceiving(remote, 2);
    for (const _ of [1, 2]) {
      git(clone, 'pull', '--quiet', '--rebase', 'origin', 'main');
      expect(pushFailure(clone)).toMatch(/! \[remote rejected\] main -> main \(.+\)/);
    }
    git(clone, 'pull', '--quiet', '--rebase', 'origin', 'main');
    git(clone, 'push', '--quiet', 'origin', 'main');
    expect(git(remote, 'ls-tree', '--name-only', 'main').split('\n')).toEqual([
      'a.sql',
      'b.sql',
      'mine.sql',
      'somebody-else-0.txt',
      'somebody-else-1.txt',
    ]);
  });
});

/** What git says when a push fails. */
function pushFailure(clone: string): string {
  try {
    git(clone, 'push', 'origin', 'main');
  } catch (error) {
    return (error as { stderr: string }).stderr;
  }
  throw new Error('the push went through');
}
