import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { type Origin, verifyAttestation } from '../github/attestation.ts';
import { findRoot, openGit } from '../history/git/git.ts';
import type { Context } from './context.ts';
import type { DriftReference } from './drift-reference.ts';

/** Verifying takes a second or two; more is a network that does not answer. */
const TIMEOUT_MS = 60_000;

/**
 * The step: verifies that a workflow of this repository signed what a live database is compared with.
 *
 * @param token for gh alone: no other program needs it
 * @throws UserError where it did not, or nothing can be verified here
 */
export async function verifyOrigin(
  { name, dump }: DriftReference,
  token: string | undefined,
  context: Context,
): Promise<Origin> {
  if (dump === null) {
    throw new UserError('the source has no origin to verify: only a file is attested', {
      hint: 'Leave --verify out, or compare with the version: without --against init.',
    });
  }
  const repository = await repositoryOf(context);
  const step = context.reporter.step('origin');
  // Of a commit there is no file, and through a link gh would see another name: the bytes are what was signed.
  const directory = await mkdtemp(join(tmpdir(), 'timescale-ci-origin-'));
  try {
    const path = join(directory, 'schema.sql');
    await writeFile(path, dump.text);
    const env = token ? { ...context.env, GH_TOKEN: token } : context.env;
    const origin = await verifyAttestation({ path, name, repository, env, timeoutMs: TIMEOUT_MS });
    step.done(`${name} is what ${repository} built of commit ${origin.commit.slice(0, 7)} (${origin.ref})`);
    return origin;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** `owner/name` of this checkout: as the runner says, else of the remote. */
async function repositoryOf({ cwd, env }: Context): Promise<string> {
  const named = env['GITHUB_REPOSITORY'];
  if (named !== undefined && named !== '') return named;
  const root = findRoot(cwd);
  const remote =
    root === undefined ? '' : (await openGit(root, { env }).attempt(['remote', 'get-url', 'origin'])).stdout;
  const [, found] = /[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(remote.trim()) ?? [];
  if (found !== undefined) return found;
  throw new UserError('the origin cannot be verified: this checkout has no remote at GitHub', {
    hint: 'Run it in a clone of the repository whose workflow attests the schema, or set GITHUB_REPOSITORY to OWNER/NAME.',
  });
}
