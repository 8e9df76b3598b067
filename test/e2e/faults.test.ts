/** @module-tag long */
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkOut, createRemote, git } from '../support/git.ts';
import type { Scene } from './faults/fault.ts';
import { FAULTS } from './faults/index.ts';
import { pushEvent } from './support/events.ts';
import { TOKEN } from './support/job-variables.ts';
import { recordedAction, recordedFiles } from './support/recorded.ts';
import { type ActionRun, runAction } from './support/runner.ts';

let recorded: string | undefined;
afterAll(() => recorded !== undefined && rmSync(recorded, { recursive: true, force: true }));

describe.each(Object.entries(FAULTS))('%s', (_, faults) => {
  test.each(faults)('$fault: $outcome', async ({ files, event, inputs, prepare, ...fault }) => {
    const remote = createRemote(files ?? recordedFiles());
    const cwd = checkOut(remote);
    if (files === undefined) recorded ??= await recordedAction();
    const run: Scene['run'] = (more) =>
      runAction({
        cwd,
        event: event ?? pushEvent(),
        inputs: { engine: 'embedded', artifact: 'false', ...inputs },
        ...(files === undefined && recorded !== undefined ? { action: recorded } : {}),
        ...more,
      });
    const scene = { remote, cwd, run };
    const more = (await prepare?.(scene)) ?? {};
    const before = branches(remote);
    const result = await run(more);
    expect(result.code, result.stdout).toBe(fault.code);
    for (const words of fault.says) says(result, words);
    nothingLeaked(result);
    nothingLost(remote, before, fault.replaces ?? []);
    await fault.check?.({ ...scene, result });
    nothingLeft(result, cwd);
  });
});

function says({ stdout }: ActionRun, words: string | RegExp): void {
  if (typeof words === 'string') expect(stdout).toContain(words);
  else expect(stdout).toMatch(words);
}

/** Commits by branch. */
function branches(remote: string): Map<string, string> {
  const listed = git(remote, 'for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/heads');
  return new Map(listed.split('\n').map((line) => line.split(' ') as [string, string]));
}

/** No secret in anything that is shown, even where a runner would mask it. */
function nothingLeaked({ stdout, stderr, summary, outputs }: ActionRun): void {
  const shown = stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  const all = [...shown, stderr, summary, ...Object.values(outputs)].join('\n');
  expect(all).not.toContain(TOKEN);
  expect(all).not.toContain(Buffer.from(`x-access-token:${TOKEN}`).toString('base64'));
}

/** Every commit that was on a branch of the remote is on it still. */
function nothingLost(remote: string, before: Map<string, string>, replaces: readonly string[]): void {
  const after = branches(remote);
  const lost = [...before].filter(([branch, commit]) => {
    return !replaces.includes(branch) && git(remote, 'merge-base', commit, after.get(branch) ?? '') !== commit;
  });
  expect(lost).toEqual([]);
}

/** No process of the run, no lock and no temporary file; and nothing that a user of the action cannot follow. */
function nothingLeft(run: ActionRun, cwd: string): void {
  expect(processesIn(cwd)).toEqual([]);
  const files = [...list(join(cwd, '.git')), ...list(join(cwd, 'sql/schema'))];
  expect(files.filter((name) => /timescale-ci|\.tmp$/.test(name))).toEqual([]);
  expect(run.stdout).not.toMatch(/npm ci|--engine|--schema-dir/);
}

function list(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}

/** What runs in a directory; nothing is found where there is no /proc. */
function processesIn(directory: string): string[] {
  return list('/proc').flatMap((pid) => {
    try {
      const where = readlinkSync(`/proc/${pid}/cwd`);
      return where.startsWith(directory) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
    } catch {
      // It has ended, is another user's, or is no process.
      return [];
    }
  });
}
