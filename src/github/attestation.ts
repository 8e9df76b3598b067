import { execFile } from 'node:child_process';
import { z } from 'zod';
import { docsPage } from '../documentation.ts';
import { UserError } from '../errors.ts';

/** Where a file comes from, as GitHub signed it. */
export interface Origin {
  /** The commit that the workflow ran for, and its branch or tag: `refs/heads/main`. */
  commit: string;
  ref: string;
  /** The page of the repository. */
  repository: string;
  /** The workflow that signed: its file, and where it stood. */
  workflow: string;
  /** The page of the run; null where the certificate has none. */
  runUrl: string | null;
}

export interface AttestedFile {
  /** The file on disk, whose bytes are what was signed. */
  path: string;
  /** How to call it. */
  name: string;
  /** `owner/name`, whose workflows are trusted. */
  repository: string;
  env: NodeJS.ProcessEnv;
  timeoutMs: number;
}

/** The part of `gh attestation verify --format json` that is read. */
const Verified = z.array(
  z.object({
    verificationResult: z.object({
      signature: z.object({
        certificate: z.object({
          sourceRepositoryURI: z.string(),
          sourceRepositoryDigest: z.string().regex(/^[0-9a-f]{40,64}$/),
          sourceRepositoryRef: z.string(),
          buildSignerURI: z.string(),
          runInvocationURI: z.url().optional(),
        }),
      }),
    }),
  }),
);

/**
 * Verifies that a workflow of the repository signed a file, by GitHub's own command line: it checks signature, time and
 * who signed. What it prints counts, not its exit code alone, which some versions of it give as 0 where nothing was found.
 *
 * @throws UserError where it is not attested, was changed since, or cannot be verified here
 */
export async function verifyAttestation(file: AttestedFile): Promise<Origin> {
  const { path, name, repository } = file;
  const args = ['attestation', 'verify', path, '--repo', repository, '--format', 'json'];
  const { code, stdout, stderr } = await runGh(args, file);
  const [first] = parse(stdout);
  if (code === 0 && first !== undefined) {
    const { certificate } = first.verificationResult.signature;
    return {
      commit: certificate.sourceRepositoryDigest,
      ref: certificate.sourceRepositoryRef,
      repository: certificate.sourceRepositoryURI,
      workflow: certificate.buildSignerURI,
      runUrl: certificate.runInvocationURI ?? null,
    };
  }
  throw explain({ code, said: `${stderr}\n${stdout}`.trim() }, name, repository);
}

function parse(text: string): z.infer<typeof Verified> {
  try {
    return Verified.parse(JSON.parse(text));
  } catch {
    return [];
  }
}

interface Output {
  /** A number, or why it could not be run. */
  code: number | string;
  stdout: string;
  stderr: string;
}

function runGh(args: readonly string[], { env, timeoutMs }: AttestedFile): Promise<Output> {
  const given = { ...env, GH_PROMPT_DISABLED: '1', GH_NO_UPDATE_NOTIFIER: '1', NO_COLOR: '1' };
  return new Promise((done) => {
    const options = { env: given, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024, windowsHide: true };
    execFile('gh', args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.killed === true ? 'late' : (error.code ?? 1);
      done({ code, stdout, stderr });
    });
  });
}

/** `gh help exit-codes`: it is not logged in. */
const NO_LOGIN = 4;

function explain({ code, said }: { code: number | string; said: string }, name: string, repository: string): UserError {
  if (code === 'ENOENT') {
    return new UserError(`the origin of ${name} cannot be verified: "gh" is not installed`, {
      hint: "Install GitHub's command line (https://cli.github.com), 2.49 or later. GitHub's runners have it.",
    });
  }
  if (code === 'late') {
    return new UserError(`the origin of ${name} cannot be verified: gh did not answer in time`, {
      hint: 'Run it again when GitHub answers, or without --verify.',
    });
  }
  if (/unknown command "attestation"/.test(said)) {
    return new UserError(`the origin of ${name} cannot be verified: this gh knows no attestations`, {
      hint: 'Install gh 2.49 or later (https://cli.github.com).',
    });
  }
  if (code === NO_LOGIN || /gh auth login|HTTP 401|bad credentials/i.test(said)) {
    return new UserError(`the origin of ${name} cannot be verified: gh is not logged in`, {
      hint: 'Run "gh auth login", or give a token in GH_TOKEN; in the action, do not empty the input token.',
    });
  }
  if (/HTTP 404|no attestations/i.test(said) || code === 0) {
    return new UserError(`${name}, as it is here, is not attested by a workflow of ${repository}`, {
      hint: `Attest the version in the workflow that commits it (${docsPage('drift.md')} has the steps); a file that was changed since is not the one that was attested.`,
    });
  }
  const [first = `exit code ${code}`] = said.split('\n').filter((line) => line.trim() !== '');
  return new UserError(`the origin of ${name} is not what it should be: ${first.replace(/^(Error|X|✗):?\s*/, '')}`, {
    hint: `gh attestation verify --repo ${repository} says more.`,
  });
}
