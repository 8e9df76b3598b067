import { once } from 'node:events';
import { cpSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { checkOut, commit, type Files, git, moveRemote } from '../../support/git.ts';
import { acceptPushes, PROTECTED_BRANCH, rejectPushes, writeHook } from '../../support/git-hooks.ts';
import { serveGit } from '../../support/git-http.ts';
import { temporaryDirectory } from '../../support/temporary.ts';
import { TOKEN } from '../support/job-variables.ts';
import type { ActionRun } from '../support/runner.ts';
import type { Fault, Scene } from './fault.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const DIR = 'sql/schema';
const PROPOSAL = 'timescale-ci/schema';

/** Adds files to the branch that is checked out, there and on the remote. */
function add({ cwd }: Scene, files: Files): void {
  commit(cwd, files, 'Settings of the repository');
  git(cwd, 'push', '--quiet', 'origin', 'main');
}

function hook({ cwd }: Scene, name: string, lines: string): void {
  writeHook(join(cwd, '.git'), name, `#!/bin/sh\n${lines}\n`);
}

/** What is on the remote is what stands in the checkout, byte by byte, and another clone finds nothing to do. */
async function sameBytes({ remote, cwd, run }: Scene): Promise<void> {
  const version = readlinkSync(join(cwd, DIR, 'schema_latest.sql'));
  const text = readFileSync(join(cwd, DIR, version), 'utf8');
  expect(text).toContain('SELECT\r\n  1');
  expect(git(remote, 'show', `main:${DIR}/${version}`)).toBe(text.trimEnd());
  expect(git(cwd, 'status', '--porcelain')).toBe('');
  const again = await run({ cwd: checkOut(remote) });
  expect(again).toMatchObject({ code: 0, outputs: { changed: 'false', 'schema-file': `${DIR}/${version}` } });
}

function pushed({ remote }: Scene, { outputs }: ActionRun): void {
  expect(outputs['commit-sha']).toBe(git(remote, 'rev-parse', 'main'));
  expect(git(remote, 'ls-tree', '--name-only', 'main', `${DIR}/`)).toContain('schema_latest.sql');
}

/** Sends git to a server on the loopback in place of the remote. */
function reroute({ remote, cwd }: Scene, url: string): { env: Record<string, string> } {
  git(cwd, 'remote', 'set-url', 'origin', `${url}/${basename(remote)}`);
  return { env: { GITHUB_SERVER_URL: url } };
}

/** The second of two runs in one workspace: until it has ended, it may be found there. */
let other: Promise<ActionRun> | undefined;

export const gitFaults: readonly Fault[] = [
  {
    fault: '`commit: pull-request` with `branch: main`',
    outcome: 'refused: people work on the branch that is checked out, and on the default one',
    code: 1,
    inputs: { commit: 'pull-request', branch: 'main' },
    says: ['a pull request cannot come from main: it is the branch that is checked out'],
    check: ({ remote }) => expect(git(remote, 'rev-list', '--count', 'main')).toBe('1'),
  },
  {
    fault: "the pull request's branch holds work of somebody else",
    outcome: 'refused with the name of the commit; nothing is pushed over it',
    code: 1,
    inputs: { commit: 'pull-request' },
    says: [`${PROPOSAL} holds a commit that is not a proposal of this action`, 'Work of somebody else'],
    prepare: ({ remote }) => {
      git(remote, 'branch', PROPOSAL, 'main');
      moveRemote(remote, { 'work.txt': 'weeks of it' }, PROPOSAL);
    },
  },
  {
    fault: 'somebody pushes to the pull request of the action',
    outcome: 'the next run leaves it alone and fails, until it is merged',
    code: 1,
    inputs: { commit: 'pull-request' },
    says: [`${PROPOSAL} holds a commit that is not a proposal of this action`],
    prepare: async ({ remote, run }) => {
      expect((await run()).code).toBe(0);
      moveRemote(remote, { 'fix.txt': 'a fix' }, PROPOSAL);
    },
  },
  {
    fault: '`* text=auto` in `.gitattributes`, and a routine with Windows line ends',
    outcome: 'the schema directory gets a `.gitattributes` that keeps its bytes; later clones find nothing new',
    code: 0,
    says: [],
    prepare: (scene) => add(scene, { '.gitattributes': '* text=auto\n' }),
    check: sameBytes,
  },
  {
    fault: '`eol=crlf` in `.gitattributes`',
    outcome: 'the same',
    code: 0,
    says: [],
    prepare: (scene) => add(scene, { '.gitattributes': `${DIR}/** text eol=crlf\n` }),
    check: sameBytes,
  },
  {
    fault: 'git is set to change line ends (`core.autocrlf`) or to refuse them (`core.safecrlf`)',
    outcome: 'the same',
    code: 0,
    says: [],
    prepare: ({ cwd }) => {
      git(cwd, 'config', 'core.autocrlf', 'input');
      git(cwd, 'config', 'core.safecrlf', 'true');
    },
    check: sameBytes,
  },
  {
    fault: 'Git LFS takes every `.sql` file',
    outcome: 'the same: the dump is committed as text',
    code: 0,
    says: [],
    prepare: (scene) => {
      add(scene, { '.gitattributes': `${DIR}/*.sql filter=lfs diff=lfs merge=lfs -text\n` });
      git(scene.cwd, 'config', 'filter.lfs.clean', 'echo version https://git-lfs.github.com/spec/v1; cat >/dev/null');
      git(scene.cwd, 'config', 'filter.lfs.required', 'true');
    },
    check: sameBytes,
  },
  {
    fault: 'the latest version was checked out as a Git LFS pointer',
    outcome: 'the step fails and says how to check it out',
    code: 1,
    says: ['is a Git LFS pointer, not the dump', 'lfs: true'],
    prepare: (scene) => {
      const name = 'schema_20260101_000000.sql';
      add(scene, { [`${DIR}/${name}`]: 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n' });
      symlinkSync(name, join(scene.cwd, DIR, 'schema_latest.sql'));
    },
  },
  {
    fault: "the schema directory's own `.gitattributes` changes line ends",
    outcome: 'nothing is committed, and the line to put there is named',
    code: 1,
    says: [`git would change the bytes of ${DIR}: text, eol=crlf`, 'Put this at the end'],
    prepare: (scene) => add(scene, { [`${DIR}/.gitattributes`]: '*.sql text eol=crlf\n' }),
  },
  {
    fault: 'a hook formats the dump while it is committed',
    outcome: 'the commit is taken back: it is not what was proved',
    code: 1,
    says: ['git or a hook has changed files of the schema'],
    prepare: (scene) =>
      hook(
        scene,
        'pre-commit',
        `for file in ${DIR}/schema_2*.sql; do echo '-- formatted' >>$file; git add $file; done`,
      ),
    check: ({ remote, cwd }) => {
      expect(git(cwd, 'rev-parse', 'HEAD')).toBe(git(remote, 'rev-parse', 'main'));
    },
  },
  {
    fault: '`.gitignore` names the versions',
    outcome: 'nothing is committed; the files and the line of `.gitignore` are named',
    code: 1,
    says: ['the commit would lack files of the schema', /schema_\d+_\d+\.sql {2}\(\.gitignore:1 {2}schema_2\*\.sql\)/],
    prepare: (scene) => add(scene, { '.gitignore': 'schema_2*.sql\n' }),
    check: ({ cwd }) => expect(git(cwd, 'diff', '--cached', '--name-only')).toBe(''),
  },
  {
    fault: '`.gitignore` names the schema directory',
    outcome: 'the same',
    code: 1,
    says: ['the commit would lack files of the schema', `(.gitignore:1  ${DIR}/)`],
    prepare: (scene) => add(scene, { '.gitignore': `${DIR}/\n` }),
  },
  {
    fault: 'the branch is protected',
    outcome: 'the files stay in the workspace, the step fails and says what to set',
    code: 1,
    says: ['the push to main failed: the branch is protected', 'Set commit: pull-request'],
    prepare: ({ remote }) => rejectPushes(remote, PROTECTED_BRANCH),
    check: ({ remote, cwd, result }) => {
      expect(git(remote, 'rev-list', '--count', 'main')).toBe('1');
      expect(git(cwd, 'rev-list', '--count', 'HEAD')).toBe('1');
      expect(result.outputs).toMatchObject({ changed: 'true', 'commit-sha': '' });
    },
  },
  {
    fault: 'a push was refused, and the action runs again in the same checkout',
    outcome: 'it pushes',
    code: 0,
    says: [],
    prepare: async ({ remote, run }) => {
      rejectPushes(remote, PROTECTED_BRANCH);
      expect((await run()).code).toBe(1);
      acceptPushes(remote);
    },
    check: ({ result, ...scene }) => pushed(scene, result),
  },
  {
    fault: 'a run was killed between its commit and its push',
    outcome: 'the next one in that checkout pushes',
    code: 0,
    says: [],
    prepare: async ({ cwd, run }) => {
      const { outputs } = await run({ inputs: { engine: 'embedded', artifact: 'false', commit: 'none' } });
      git(cwd, 'add', DIR);
      git(cwd, 'commit', '--quiet', '--message', `Update\n\nSchema ${outputs['fingerprint']}`);
    },
    check: ({ result, ...scene }) => pushed(scene, result),
  },
  {
    fault: 'the branch was renamed after the checkout',
    outcome: 'it is not made again; the step fails and says so',
    code: 1,
    says: ['the branch main is gone from the remote'],
    replaces: ['main'],
    prepare: ({ remote }) => void git(remote, 'branch', '--move', 'main', 'trunk'),
    check: ({ remote }) => expect(git(remote, 'branch', '--format=%(refname:short)')).toBe('trunk'),
  },
  {
    fault: 'the checkout is on no branch',
    outcome: 'nothing is committed, with a warning that says how to check a branch out',
    code: 0,
    says: ['not committed: the checkout is on no branch (detached HEAD)', 'Give actions/checkout the branch'],
    prepare: ({ cwd }) => void git(cwd, 'checkout', '--quiet', '--detach'),
  },
  {
    fault: 'a hook of the repository hangs',
    outcome: 'it is ended with all that it started, after five times `network-timeout`',
    code: 1,
    inputs: { 'network-timeout': '1' },
    says: ['git commit did not end within 5 s', 'A hook of the repository hangs'],
    prepare: (scene) => hook(scene, 'pre-commit', 'sleep 1000'),
  },
  {
    fault: 'the remote takes the connection and says nothing',
    outcome: 'it is given up after `network-timeout`, retries included',
    code: 1,
    inputs: { 'network-timeout': '2' },
    says: ['the push to main failed: the remote cannot be reached', 'git push did not end within 2 s'],
    prepare: async (scene) => {
      const silent = createServer(() => {});
      onTestFinished(() => void silent.close());
      silent.listen(0, '127.0.0.1');
      await once(silent, 'listening');
      return reroute(scene, `http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    },
  },
  {
    fault: 'nothing listens at the remote',
    outcome: 'it is tried again until `network-timeout`; then the step fails',
    code: 1,
    inputs: { 'network-timeout': '1' },
    says: ['the push to main failed: the remote cannot be reached', "Couldn't connect to server"],
    prepare: (scene) => reroute(scene, 'http://127.0.0.1:9'),
  },
  {
    fault: 'the connection to the remote breaks twice',
    outcome: 'the third attempt pushes',
    code: 0,
    says: [],
    prepare: async (scene) => {
      const server = await serveGit(scene.remote, TOKEN, { drop: 2 });
      onTestFinished(() => server[Symbol.asyncDispose]());
      return reroute(scene, server.url);
    },
    check: ({ result, ...scene }) => pushed(scene, result),
  },
  {
    fault: 'a hook of the repository looks for secrets',
    outcome: 'it finds none: only what talks to the remote gets the token',
    code: 0,
    says: [],
    prepare: (scene) => {
      for (const name of ['pre-commit', 'commit-msg', 'post-commit']) hook(scene, name, 'env >>.git/environment.txt');
    },
    check: ({ cwd }) => {
      const seen = readFileSync(join(cwd, '.git/environment.txt'), 'utf8');
      expect(seen).toContain('GITHUB_WORKSPACE=');
      expect(seen).not.toMatch(/INPUT_|AUTHORIZATION|ghs_/i);
    },
  },
  {
    fault: 'a `commit-msg` hook refuses the message',
    outcome: 'the step fails with its words',
    code: 1,
    says: ['subject must have a type', 'set commit-message to what it wants'],
    prepare: (scene) => hook(scene, 'commit-msg', 'echo subject must have a type >&2; exit 1'),
  },
  {
    fault: 'a `pre-push` hook refuses the push',
    outcome: 'the step fails and names the hook, not the remote',
    code: 1,
    says: ['a pre-push hook of the checkout refuses it', 'tests fail'],
    prepare: (scene) => hook(scene, 'pre-push', 'echo tests fail >&2; exit 1'),
  },
  {
    fault: 'the checkout is sparse, without the schema directory',
    outcome: 'the step fails and names the input of actions/checkout',
    code: 1,
    says: ['The checkout is sparse', 'sparse-checkout of actions/checkout'],
    prepare: ({ cwd }) => void git(cwd, 'sparse-checkout', 'set', 'sql/init'),
  },
  {
    fault: 'an ended program left `.git/index.lock`',
    outcome: 'the step fails and names the lock',
    code: 1,
    says: ['remove .git/index.lock in a step before this one'],
    prepare: ({ cwd }) => writeFileSync(join(cwd, '.git/index.lock'), ''),
  },
  {
    fault: 'commits must be signed, and the runner has no key',
    outcome: 'the step fails and names the setting',
    code: 1,
    says: ['The repository asks for signed commits (commit.gpgsign)'],
    prepare: ({ cwd }) => {
      git(cwd, 'config', 'commit.gpgsign', 'true');
      git(cwd, 'config', 'gpg.program', 'false');
    },
  },
  {
    fault: 'the schema directory is a symbolic link out of the workspace',
    outcome: 'refused: nothing is written there',
    code: 1,
    says: [`${DIR} leads out of the workspace`],
    prepare: ({ cwd }) => symlinkSync(temporaryDirectory('outside'), join(cwd, DIR)),
  },
  {
    fault: 'two steps run at the same time in one workspace',
    outcome: 'one commits after the other; both end well',
    code: 0,
    says: [],
    prepare: ({ run }) => {
      other = run();
    },
    check: async () => expect((await other)?.code).toBe(0),
  },
  {
    fault: '`timescale-ci.yml` is a YAML bomb',
    outcome: 'it is refused as a mistake in the file',
    code: 1,
    says: ['timescale-ci.yml', 'alias'],
    prepare: ({ cwd }) => {
      const levels = Array.from(
        { length: 12 },
        (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`,
      );
      writeFileSync(join(cwd, 'timescale-ci.yml'), ['l0: &l0 [x]', ...levels, ''].join('\n'));
    },
  },
  {
    fault: '`engine: embedded` where only the action is installed',
    outcome: 'the step fails and names what can be set in the workflow',
    code: 1,
    says: ['the embedded TimescaleDB is not installed', 'engine: docker'],
    prepare: () => {
      const action = temporaryDirectory('installed');
      for (const name of ['dist', 'action.yml', 'package.json']) {
        cpSync(join(ROOT, name), join(action, name), { recursive: true });
      }
      return { action };
    },
  },
  {
    fault: '`engine: docker` where no Docker engine answers',
    outcome: 'the same',
    code: 1,
    inputs: { engine: 'docker' },
    says: ['engine: embedded'],
    prepare: () => ({ env: { DOCKER_HOST: 'tcp://127.0.0.1:9' } }),
  },
];
