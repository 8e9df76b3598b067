import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withHeader } from '../../../src/dump/header.ts';
import type { Origin } from '../../../src/github/attestation.ts';
import { verifyOrigin } from '../../../src/workflows/origin.ts';
import { testContext } from '../../support/context.ts';
import { git } from '../../support/git.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const TEXT = withHeader('SELECT 1;\n', { postgres: '17.5', timescaledb: '2.23.0', edition: 'community' });
const NAME = 'sql/schema/schema_20261122_020007.sql';
const reference = { name: NAME, dump: { text: TEXT, file: NAME }, commit: null };

/** What gh prints where a file is attested, cut to what is read and a field beside it. */
const VERIFIED = JSON.stringify([
  {
    attestation: { bundle: {} },
    verificationResult: {
      mediaType: 'application/vnd.dev.sigstore.verificationresult+json;version=0.1',
      signature: {
        certificate: {
          issuer: 'https://token.actions.githubusercontent.com',
          sourceRepositoryURI: 'https://github.com/acme/market',
          sourceRepositoryDigest: 'a'.repeat(40),
          sourceRepositoryRef: 'refs/heads/main',
          buildSignerURI: 'https://github.com/acme/market/.github/workflows/schema.yml@refs/heads/main',
          runInvocationURI: 'https://github.com/acme/market/actions/runs/1/attempts/1',
        },
      },
    },
  },
]);

/** GitHub's command line, as it answers in one case. It writes down what it was called with. */
function gh(answer: { stdout?: string; stderr?: string; code?: number }): { bin: string; called: () => string } {
  const bin = temporaryDirectory('gh');
  writeFileSync(join(bin, 'stdout'), answer.stdout ?? '');
  writeFileSync(join(bin, 'stderr'), answer.stderr ?? '');
  const script = `#!/bin/sh
printf '%s\\n' "$GH_TOKEN" "$@" > ${bin}/called; cat "$3" > ${bin}/file
cat ${bin}/stdout; cat ${bin}/stderr >&2; exit ${answer.code ?? 0}
`;
  writeFileSync(join(bin, 'gh'), script);
  chmodSync(join(bin, 'gh'), 0o755);
  return { bin, called: () => readFileSync(join(bin, 'called'), 'utf8') };
}

function verify(bin: string, env: Record<string, string> = {}, token?: string): Promise<Origin> {
  const cwd = temporaryDirectory('checkout');
  git(cwd, 'init', '--quiet');
  git(cwd, 'remote', 'add', 'origin', 'git@github.com:acme/market.git');
  return verifyOrigin(reference, token, { ...testContext(cwd), env: { PATH: `${bin}:/usr/bin:/bin`, ...env } });
}

test('an attested file names the commit, the run and the workflow; gh gets the bytes, and the token alone', async () => {
  const { bin, called } = gh({ stdout: VERIFIED });
  expect(await verify(bin, {}, 'ghs_secret')).toEqual({
    commit: 'a'.repeat(40),
    ref: 'refs/heads/main',
    repository: 'https://github.com/acme/market',
    workflow: 'https://github.com/acme/market/.github/workflows/schema.yml@refs/heads/main',
    runUrl: 'https://github.com/acme/market/actions/runs/1/attempts/1',
  });
  const [token, ...args] = called().trimEnd().split('\n');
  expect(token).toBe('ghs_secret');
  expect(args).toEqual([
    ...['attestation', 'verify', expect.stringMatching(/schema\.sql$/)],
    ...['--repo', 'acme/market', '--format', 'json'],
  ]);
  expect(readFileSync(join(bin, 'file'), 'utf8')).toBe(TEXT);
  await verify(bin, { GITHUB_REPOSITORY: 'acme/other' });
  expect(called()).toContain('\nacme/other\n');
});

const NOT_ATTESTED = `${NAME}, as it is here, is not attested by a workflow of acme/market`;

test.each([
  ['no attestation of these bytes', { stderr: 'Error: HTTP 404: Not Found', code: 1 }, NOT_ATTESTED],
  // gh 2.66 ends with 0 (cli/cli#10418).
  ['none, and a gh that ends with 0', { stderr: '✗ No attestations found' }, NOT_ATTESTED],
  ['a gh that says something else and ends with 0', { stdout: '[]' }, NOT_ATTESTED],
  [
    'no login',
    { stderr: 'To get started with GitHub CLI, please run:  gh auth login', code: 4 },
    'gh is not logged in',
  ],
  ['an old gh', { stderr: 'unknown command "attestation" for "gh"', code: 1 }, 'this gh knows no attestations'],
  [
    'somebody else who signed',
    { stderr: 'Error: verifying with issuer "sigstore.dev": expected SourceRepositoryOwnerURI', code: 1 },
    'is not what it should be: verifying with issuer "sigstore.dev"',
  ],
])('%s is an error with its remedy', async (_, answer, message) => {
  const { bin } = gh(answer);
  await expect(verify(bin)).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringContaining(message),
    hint: expect.stringMatching(/\S/),
    exitCode: 2,
  });
});

test('neither without gh, nor of the source, nor outside of GitHub', async () => {
  const empty = temporaryDirectory('empty');
  mkdirSync(join(empty, 'bin'));
  await expect(
    verify(join(empty, 'bin'), { PATH: join(empty, 'bin'), GITHUB_REPOSITORY: 'acme/market' }),
  ).rejects.toThrow('"gh" is not installed');
  const context = { ...testContext(empty), env: {} };
  const source = { name: 'the source', dump: null, commit: null };
  await expect(verifyOrigin(source, undefined, context)).rejects.toThrow('the source has no origin to verify');
  await expect(verifyOrigin(reference, undefined, context)).rejects.toThrow('no remote at GitHub');
});
