import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Checkout, openCheckout } from '../../../src/history/git/checkout.ts';
import { commitDirectory, identity } from '../../../src/history/git/commit.ts';
import { proposalMark, propose } from '../../../src/history/git/propose.ts';
import { ATTEMPTS, push } from '../../../src/history/git/push.ts';
import { writeVersion } from '../../../src/history/write-version.ts';
import { checkOut, createRemote, git, gitEnvironment, moveRemote } from '../../support/git.ts';
import { moveWhileReceiving, PROTECTED_BRANCH, RULE_VIOLATION, rejectPushes } from '../../support/git-hooks.ts';

const DIR = 'sql/schema';
const fingerprint = (text: string): string => text;

/** A run in a clone: writes a version and commits it. */
async function versionIn(clone: string, text: string, time: string, keep?: number, proposed = false) {
  const { file } = await writeVersion({
    dir: join(clone, DIR),
    text,
    readme: `About ${text}`,
    now: new Date(time),
    fingerprint,
    ...(keep === undefined ? {} : { keep }),
  });
  const checkout = await open(clone);
  const who = await identity(checkout.git, { name: undefined, email: undefined });
  const body = `${DIR}/${file}${proposed ? `\n${proposalMark(checkout.head)}` : ''}`;
  const made = await commitDirectory(checkout.git, { dir: DIR, subject: 'Update', body, who });
  return { checkout, who, file, commit: made ?? '' };
}

async function open(clone: string): Promise<Checkout> {
  const checkout = await openCheckout({ cwd: clone, env: gitEnvironment() });
  if ('reason' in checkout) throw new Error(checkout.reason);
  return checkout;
}

async function pushFrom(clone: string, text: string, time: string, keep?: number) {
  const { checkout, who, commit: made, file } = await versionIn(clone, text, time, keep);
  const retries: string[] = [];
  const pushed = await push(checkout.git, {
    commit: made,
    base: checkout.head,
    branch: checkout.branch,
    dir: DIR,
    fingerprint,
    who,
    pause: async () => undefined,
    onRetry: (_, why) => retries.push(why),
  });
  return { ...pushed, file, retries };
}

const show = (remote: string, path: string, ref = 'main'): string => git(remote, 'show', `${ref}:${DIR}/${path}`);
const list = (remote: string, ref = 'main'): string[] => git(remote, 'ls-tree', '-r', '--name-only', ref).split('\n');

describe('a commit', () => {
  test('holds the schema directory alone, whatever else is changed or staged, and is the bot’s', async () => {
    const remote = createRemote({ 'a.sql': 'a', 'b.sql': 'b' });
    const clone = checkOut(remote);
    writeFileSync(join(clone, 'a.sql'), 'changed');
    writeFileSync(join(clone, 'b.sql'), 'staged');
    git(clone, 'add', 'b.sql');
    const { commit: made } = await versionIn(clone, 'one', '2026-11-22T02:00:00Z');
    expect(git(clone, 'show', '--format=%an <%ae>', '--name-only', made).split('\n')).toEqual([
      'github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>',
      '',
      `${DIR}/README_latest.md`,
      `${DIR}/schema_20261122_020000.sql`,
      `${DIR}/schema_latest.sql`,
    ]);
    expect(git(clone, 'status', '--porcelain').split('\n')).toEqual([' M a.sql', 'M  b.sql']);
    expect((await versionIn(clone, 'one', '2026-11-22T02:00:01Z')).commit).toBe('');
  });

  test('is of whom the repository names, and its hooks may refuse it', async () => {
    const clone = checkOut(createRemote({ 'a.sql': 'a' }));
    git(clone, 'config', 'user.name', 'Release Bot');
    git(clone, 'config', 'user.email', 'bot@acme.example');
    const { commit: made } = await versionIn(clone, 'one', '2026-11-22T02:00:00Z');
    expect(git(clone, 'log', '-1', '--format=%an %ae %cn', made)).toBe('Release Bot bot@acme.example Release Bot');
    writeFileSync(join(clone, '.git/hooks/commit-msg'), '#!/bin/sh\necho "subject must have a type" >&2\nexit 1\n', {
      mode: 0o755,
    });
    await expect(versionIn(clone, 'two', '2026-11-22T02:00:01Z')).rejects.toThrow('subject must have a type');
  });

  test('is not made where there is no branch, no remote, no commit or no checkout, and each is said', async () => {
    const remote = createRemote({ 'a.sql': 'a' });
    const reason = async (cwd: string): Promise<string> => {
      const checkout = await openCheckout({ cwd, env: gitEnvironment() });
      return 'reason' in checkout ? checkout.reason : 'none';
    };
    const clone = checkOut(remote);
    expect(await reason(join(clone))).toBe('none');
    git(clone, 'checkout', '--quiet', '--detach');
    expect(await reason(clone)).toContain('detached HEAD');
    git(clone, 'checkout', '--quiet', 'main');
    git(clone, 'remote', 'remove', 'origin');
    expect(await reason(clone)).toContain('no remote');
    git(clone, 'checkout', '--quiet', '--orphan', 'empty');
    expect(await reason(clone)).toContain('no commit');
    expect(await reason('/')).toContain('no git checkout');
  });
});

describe('a push', () => {
  test('lands on top of what somebody else pushed, and keeps what is changed in the checkout', async () => {
    const remote = createRemote({ 'a.sql': 'a' });
    const clone = checkOut(remote);
    writeFileSync(join(clone, 'untracked.txt'), 'mine');
    const theirs = moveRemote(remote, { 'b.sql': 'b' });
    const pushed = await pushFrom(clone, 'one', '2026-11-22T02:00:00Z');
    expect(pushed).toMatchObject({ attempts: 2, ours: true, behind: undefined, retries: ['main has moved'] });
    expect(git(remote, 'rev-parse', 'main')).toBe(pushed.commit);
    expect(git(remote, 'rev-parse', 'main~1')).toBe(theirs);
    expect(git(clone, 'rev-parse', 'HEAD')).toBe(pushed.commit);
    expect(git(clone, 'status', '--porcelain')).toBe('?? untracked.txt');
    expect(readFileSync(join(clone, 'b.sql'), 'utf8')).toBe('b');
  });

  test('of two runs land both: the later version has the link and the README', async () => {
    const remote = createRemote({ 'a.sql': 'a' });
    const [early, late] = [checkOut(remote), checkOut(remote)];
    await pushFrom(late, 'late', '2026-11-22T02:00:09Z');
    const second = await pushFrom(early, 'early', '2026-11-22T02:00:00Z');
    expect(second.joined).toMatchObject({
      version: 'schema_20261122_020000.sql',
      latest: 'schema_20261122_020009.sql',
    });
    expect(list(remote)).toEqual([
      'a.sql',
      `${DIR}/README_latest.md`,
      `${DIR}/schema_20261122_020000.sql`,
      `${DIR}/schema_20261122_020009.sql`,
      `${DIR}/schema_latest.sql`,
    ]);
    expect(show(remote, 'schema_latest.sql')).toBe('schema_20261122_020009.sql');
    expect(show(remote, 'README_latest.md')).toBe('About late');
    expect(readlinkSync(join(early, DIR, 'schema_latest.sql'))).toBe('schema_20261122_020009.sql');

    const third = checkOut(remote);
    moveRemote(remote, { 'b.sql': 'b' });
    await pushFrom(third, 'last', '2026-11-22T03:00:00Z');
    expect(show(remote, 'schema_latest.sql')).toBe('schema_20261122_030000.sql');
    expect(show(remote, 'README_latest.md')).toBe('About last');
    expect(git(remote, 'ls-tree', 'main', `${DIR}/schema_latest.sql`)).toMatch(/^120000/);
  });

  test('gives up a name that was taken in the same second, in the commit’s message too', async () => {
    const remote = createRemote({ 'a.sql': 'a' });
    const clones = [checkOut(remote), checkOut(remote)];
    const time = '2026-11-22T02:00:59Z';
    await pushFrom(clones[0] ?? '', 'one', time);
    const second = await pushFrom(clones[1] ?? '', 'two', time);
    expect(second.joined?.version).toBe('schema_20261122_020100.sql');
    expect(show(remote, 'schema_20261122_020059.sql')).toBe('one');
    expect(show(remote, 'schema_20261122_020100.sql')).toBe('two');
    expect(show(remote, 'schema_latest.sql')).toBe('schema_20261122_020100.sql');
    expect(git(remote, 'log', '-1', '--format=%b', 'main')).toBe(`${DIR}/schema_20261122_020100.sql`);
  });

  test('says nothing twice: the same schema of another run is not committed again', async () => {
    const remote = createRemote({ 'a.sql': 'a' });
    const clones = [checkOut(remote), checkOut(remote)];
    const first = await pushFrom(clones[0] ?? '', 'same', '2026-11-22T02:00:00Z');
    const second = await pushFrom(clones[1] ?? '', 'same', '2026-11-22T02:00:05Z');
    expect(second).toMatchObject({ ours: false, commit: first.commit });
    expect(second.joined?.version).toBe('schema_20261122_020000.sql');
    expect(git(clones[1] ?? '', 'status', '--porcelain')).toBe('');
    expect(list(clones[1] ?? '', 'HEAD')).not.toContain(`${DIR}/schema_20261122_020005.sql`);
  });

  test('drops an old version, but none that another run made the latest', async () => {
    const remote = createRemote({ 'a.sql': 'a' });
    await pushFrom(checkOut(remote), 'one', '2026-11-22T01:00:00Z');
    const clone = checkOut(remote);
    await pushFrom(checkOut(remote), 'two', '2026-11-22T02:00:00Z');
    await pushFrom(clone, 'three', '2026-11-22T03:00:00Z', 1);
    expect(list(remote).filter((path) => path.includes('schema_2'))).toEqual([
      `${DIR}/schema_20261122_020000.sql`,
      `${DIR}/schema_20261122_030000.sql`,
    ]);
  });

  test('that loses the race while the remote receives it is tried ten times', { tags: ['long'] }, async () => {
    const remote = createRemote({ 'a.sql': 'a' });
    moveWhileReceiving(remote, 3);
    expect(await pushFrom(checkOut(remote), 'one', '2026-11-22T02:00:00Z')).toMatchObject({ attempts: 4, ours: true });
    expect(list(remote)).toContain('somebody-else-2.txt');

    const restless = createRemote({ 'a.sql': 'a' });
    moveWhileReceiving(restless, 1000);
    const clone = checkOut(restless);
    await expect(pushFrom(clone, 'one', '2026-11-22T02:00:00Z')).rejects.toThrow(`main moved ${ATTEMPTS} times`);
    expect(readFileSync(join(clone, DIR, 'schema_latest.sql'), 'utf8')).toBe('one');
  });

  test.each([
    ['a protected branch', PROTECTED_BRANCH, 'the branch is protected', 'Changes must be made through a pull request'],
    ['a ruleset', RULE_VIOLATION, 'a ruleset of the repository forbids it', 'Review all repository rules at'],
  ])('that %s turns away is not repeated; the remote’s words are shown', async (_, rejection, reason, words) => {
    const remote = createRemote({ 'a.sql': 'a' });
    rejectPushes(remote, rejection);
    const clone = checkOut(remote);
    const failure = await pushFrom(clone, 'one', '2026-11-22T02:00:00Z').catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ exitCode: 1, hint: expect.stringContaining('commit: pull-request') });
    expect((failure as Error).message).toContain(`the push to main failed: ${reason}`);
    expect((failure as Error).message).toContain(words);
    expect(readFileSync(join(clone, DIR, 'schema_latest.sql'), 'utf8')).toBe('one');
  });

  test('leaves a file alone that both sides changed: that is for a person', async () => {
    const remote = createRemote({ [`${DIR}/NOTES.md`]: 'notes' });
    const clone = checkOut(remote);
    writeFileSync(join(clone, DIR, 'NOTES.md'), 'mine');
    moveRemote(remote, { [`${DIR}/NOTES.md`]: 'theirs' });
    await expect(pushFrom(clone, 'one', '2026-11-22T02:00:00Z')).rejects.toThrow(`${DIR}/NOTES.md was changed here`);
  });
});

describe('a proposal', () => {
  const proposal = async (clone: string, text: string, time: string) => {
    const { checkout, commit: made } = await versionIn(clone, text, time, undefined, true);
    return propose(checkout.git, {
      commit: made,
      base: checkout.head,
      branch: 'timescale-ci/schema',
      dir: DIR,
      fingerprint,
    });
  };

  test('is pushed once for a schema, and anew for another or when its base has moved on', {
    tags: ['long'],
  }, async () => {
    const remote = createRemote({ 'a.sql': 'a' });
    const first = await proposal(checkOut(remote), 'one', '2026-11-22T02:00:00Z');
    expect(first.pushed).toBe(true);
    expect(await proposal(checkOut(remote), 'one', '2026-11-23T02:00:00Z')).toEqual({ ...first, pushed: false });
    moveRemote(remote, { 'b.sql': 'b' });
    expect(await proposal(checkOut(remote), 'one', '2026-11-24T02:00:00Z')).toEqual({ ...first, pushed: false });
    const second = await proposal(checkOut(remote), 'two', '2026-11-25T02:00:00Z');
    expect(second.pushed).toBe(true);
    expect(git(remote, 'rev-parse', 'timescale-ci/schema~1')).toBe(git(remote, 'rev-parse', 'main'));
    moveRemote(remote, { [`${DIR}/README_latest.md`]: 'edited' });
    expect((await proposal(checkOut(remote), 'two', '2026-11-26T02:00:00Z')).pushed).toBe(true);
  });
});

test.skipIf(process.getuid?.() !== 0)('a checkout that belongs to another user is no obstacle', async () => {
  const clone = checkOut(createRemote({ 'a.sql': 'a' }));
  execFileSync('chown', ['-R', '12345', clone]);
  expect(await openCheckout({ cwd: clone, env: gitEnvironment() })).toMatchObject({ branch: 'main' });
});
