import { messageOf, UserError } from '../errors.ts';
import { type ArtifactFile, uploadArtifact } from '../github/artifact.ts';
import type { WorkflowEvent } from '../github/event.ts';
import { plural } from '../report/words.ts';
import type { Context } from './context.ts';

export interface ArtifactOptions {
  name: string;
  retentionDays: number;
  /** A directory that is there for the upload alone. */
  directory: string;
  timeoutMs: number;
}

export interface Artifact {
  id: number;
  /** Where people download it. */
  url: string;
}

/** The step: uploads files as an artifact of the run. What keeps it from that is a warning: the run has done its work. */
export async function publishArtifact(
  files: readonly ArtifactFile[],
  options: ArtifactOptions,
  facts: WorkflowEvent,
  { reporter }: Context,
): Promise<Artifact | null> {
  const step = reporter.step('artifact', { noisy: true });
  try {
    const { id, size } = await uploadArtifact({ ...options, files });
    step.done(`${options.name} · ${plural(files.length, 'file')}, ${kilobytes(size)} KB`);
    return { id, url: `${facts.runUrl ?? ''}/artifacts/${id}` };
  } catch (error) {
    const hint = error instanceof UserError && error.hint !== undefined ? [error.hint] : [];
    step.warn(messageOf(error), hint);
    return null;
  }
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
