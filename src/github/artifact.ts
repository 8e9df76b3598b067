import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { within } from './within.ts';

export interface ArtifactFile {
  /** Without a directory. */
  name: string;
  text: string;
}

export interface ArtifactInput {
  name: string;
  files: readonly ArtifactFile[];
  retentionDays: number;
  /** An empty or missing directory of our own, for the files to stand in while they are uploaded. */
  directory: string;
  timeoutMs: number;
}

export interface UploadedArtifact {
  id: number;
  /** Of the compressed file, in bytes. */
  size: number;
}

/**
 * Uploads an artifact of the workflow run.
 *
 * @throws UserError where the service cannot be reached in time or refuses it
 */
export async function uploadArtifact(input: ArtifactInput): Promise<UploadedArtifact> {
  const { name, files, directory, retentionDays, timeoutMs } = input;
  try {
    await mkdir(directory, { recursive: true });
    const paths = await Promise.all(
      files.map(async (file) => {
        const path = join(directory, file.name);
        await writeFile(path, file.text);
        return path;
      }),
    );
    return await within(timeoutMs, 'the artifact service', async () => {
      const { DefaultArtifactClient } = await import('@actions/artifact');
      const { id, size } = await new DefaultArtifactClient().uploadArtifact(name, paths, directory, { retentionDays });
      if (id === undefined) throw new Error('the service gave no id');
      return { id, size: size ?? 0 };
    });
  } catch (error) {
    throw explain(error, name);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The name where nobody gave one: `timescale-<what>-<job>`, and a hash of what else keeps two uploads of a run apart. */
export function defaultArtifactName(what: string, job: string, apart: readonly string[]): string {
  const some = apart.filter((one) => one !== '' && one !== 'null' && one !== '{}');
  const hash =
    some.length === 0 ? '' : `-${createHash('sha256').update(JSON.stringify(apart)).digest('hex').slice(0, 8)}`;
  return `timescale-${what}-${job.replace(/[^\w.-]+/g, '-') || 'run'}${hash}`;
}

function explain(error: unknown, name: string): UserError {
  const said = messageOf(error).trim();
  const hint = /conflict|already exists/i.test(said)
    ? `The run has an artifact named ${name}: set artifact-name to another for this step.`
    : /ACTIONS_RUNTIME_TOKEN|ACTIONS_RESULTS_URL/.test(said)
      ? 'Only a GitHub runner takes artifacts: set artifact: false elsewhere.'
      : undefined;
  return new UserError(`the artifact was not uploaded: ${said}`, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}
