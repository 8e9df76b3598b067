import { expect, test } from 'vitest';
import { classifyFailure, explainRefusal } from '../../../src/history/git/refusal.ts';

test.each([
  ['moved', '!\trefs/heads/main:refs/heads/main\t[rejected] (fetch first)'],
  ['moved', '!\trefs/heads/main:refs/heads/main\t[rejected] (non-fast-forward)'],
  ['moved', '!\tx:refs/heads/s\t[rejected] (stale info)'],
  [
    'moved',
    "remote: error: cannot lock ref 'refs/heads/main': is at a but expected b\n!\tx\t[remote rejected] (failed to update ref)",
  ],
  ['network', "fatal: unable to access 'https://github.com/a/b/': Could not resolve host: github.com"],
  [
    'network',
    "fatal: unable to access 'http://localhost:9/a/': Failed to connect to localhost port 9 after 0 ms: Couldn't connect to server",
  ],
  ['network', 'ssh: connect to host github.com port 22: Network is unreachable'],
  ['network', 'git push did not end within 60 s'],
  ['gone', "fatal: couldn't find remote ref refs/heads/feature"],
  ['refused', "fatal: unable to access 'https://x/': SSL certificate problem: self-signed certificate"],
  ['refused', "fatal: unable to access 'https://x/': The requested URL returned error: 404"],
  ['network', 'error: RPC failed; HTTP 502\nfatal: the remote end hung up unexpectedly'],
  ['network', "fatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 503"],
  [
    'refused',
    'remote: error: GH006: Protected branch update failed\n!\tx\t[remote rejected] (protected branch hook declined)\nfatal: the remote end hung up unexpectedly',
  ],
  [
    'refused',
    "remote: Permission to a/b.git denied to github-actions[bot].\nfatal: unable to access '…': The requested URL returned error: 403",
  ],
  ['refused', 'something new'],
])('%s: %s', (kind, output) => {
  expect(classifyFailure(output)).toBe(kind);
});

test.each([
  ['remote: Permission to a/b.git denied to github-actions[bot].', 'may not write', 'contents: write'],
  ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", 'no credential', 'token'],
  ['remote: error: GH013: Repository rule violations found for refs/heads/main.', 'ruleset', 'pull-request'],
  ['remote: error: GH001: Large files detected.', 'too large', 'large file'],
  ["tests fail\nerror: failed to push some refs to 'https://github.com/a/b'", 'a pre-push hook', 'core.hooksPath'],
  ["fatal: unable to access 'http://x/': Couldn't connect to server", 'cannot be reached', 'network-timeout'],
  ['something new', 'the remote refuses it', 'pull-request'],
])('%s is explained', (output, reason, hint) => {
  const error = explainRefusal('main', output);
  expect(error.message).toContain(reason);
  expect(error.hint).toContain(hint);
  expect(error.message).toContain(output.replace(/^remote: /, ''));
});

test('of a long answer a person sees 20 lines', () => {
  const output = Array.from({ length: 100 }, (_, i) => `remote: line ${i}`).join('\n');
  expect(explainRefusal('main', output).message.split('\n')).toHaveLength(21);
});
