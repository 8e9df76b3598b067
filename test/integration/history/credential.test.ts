import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { credential } from '../../../src/history/git/credential.ts';
import { openGit } from '../../../src/history/git/git.ts';
import { explainRefusal } from '../../../src/history/git/refusal.ts';
import { checkOut, commit, createRemote, git, gitEnvironment } from '../../support/git.ts';
import { serveGit } from '../../support/git-http.ts';

const TOKEN = 'ghs_right';

async function prepare() {
  const remote = createRemote({ 'a.sql': 'a' });
  const clone = checkOut(remote);
  const server = await serveGit(remote, TOKEN);
  git(clone, 'remote', 'set-url', 'origin', `${server.url}/${basename(remote)}`);
  commit(clone, { 'b.sql': 'b' }, 'More');
  return { remote, clone, server };
}

test('a token opens a remote that a checkout left no credential for, in no argument and no file', async () => {
  const { remote, clone, server } = await prepare();
  await using _ = server;
  const config = git(clone, 'config', '--list');
  const masked: string[] = [];
  const opened = openGit(clone, {
    env: gitEnvironment(),
    config: credential(TOKEN, server.url, (secret) => masked.push(secret)),
  });
  const pushed = await opened.remote(['push', 'origin', 'HEAD:refs/heads/main']);
  expect(pushed).toMatchObject({ code: 0 });
  expect(git(remote, 'rev-parse', 'main')).toBe(git(clone, 'rev-parse', 'HEAD'));
  expect(git(clone, 'config', '--list')).toBe(config);
  expect(masked).toEqual([Buffer.from(`x-access-token:${TOKEN}`).toString('base64')]);
});

test('a token takes the place of the credential that a checkout left: two would be refused', async () => {
  const { clone, server } = await prepare();
  await using _ = server;
  git(clone, 'config', `http.${server.url}/.extraheader`, 'AUTHORIZATION: basic d3Jvbmc=');
  const opened = openGit(clone, { env: gitEnvironment(), config: credential(TOKEN, server.url) });
  expect(await opened.remote(['push', 'origin', 'HEAD:refs/heads/main'])).toMatchObject({ code: 0 });
  expect(server.seen.every((headers) => headers.length === 1)).toBe(true);
});

test('without a credential the failure says so, and nobody is asked for one', async () => {
  const { clone, server } = await prepare();
  await using _ = server;
  const refused = await openGit(clone, { env: gitEnvironment() }).attempt(['push', 'origin', 'HEAD:refs/heads/main']);
  expect(refused.code).not.toBe(0);
  expect(explainRefusal('main', refused.stderr).message).toContain('git has no credential for it, or a wrong one');
});

test('settings that the caller’s environment holds already stay', async () => {
  const { clone, server } = await prepare();
  await using _ = server;
  const env = { ...gitEnvironment(), GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'x.y', GIT_CONFIG_VALUE_0: 'kept' };
  const opened = openGit(clone, { env, config: credential(TOKEN, server.url) });
  expect(await opened.run(['config', '--get', 'x.y'])).toBe('kept');
});
