import { type ArtifactFile, defaultArtifactName } from '../github/artifact.ts';
import { publishArtifact } from '../workflows/artifact.ts';
import type { Run } from './context.ts';
import type { Outcome } from './outcome.ts';
import { artifactFiles, type ShownChange, type Uploaded } from './results.ts';

/** Uploads what there is of a check's results, even where the check failed: the dump is what shows why. */
export function uploadResults(check: Uploaded, change: ShownChange | null, run: Run, outcome: Outcome): Promise<void> {
  return uploadFiles(artifactFiles(check, change), 'schema', run, outcome);
}

/** @param what the artifact is named after, where nobody gave a name: a job may have one of each */
export async function uploadFiles(
  files: readonly ArtifactFile[],
  what: 'schema' | 'drift',
  run: Run,
  outcome: Outcome,
): Promise<void> {
  const { inputs, facts, context, temporary } = run;
  if (!inputs.artifact || files.length === 0) return;
  const artifact = await publishArtifact(
    files,
    {
      name: inputs['artifact-name'] ?? defaultName(what, run),
      retentionDays: inputs['retention-days'],
      directory: temporary,
      timeoutMs: inputs['network-timeout'] * 1000,
    },
    facts,
    context,
  );
  if (artifact === null) return;
  outcome.outputs['artifact-id'] = artifact.id;
  outcome.outputs['artifact-url'] = artifact.url;
  outcome.summary.links.push({ label: 'Artifact', url: artifact.url });
}

/** Jobs of a matrix, and several schemas in one job, must not take each other's name. */
function defaultName(what: 'schema' | 'drift', { inputs, settings, facts }: Run): string {
  const directory = inputs['working-directory'] === '.' ? '' : inputs['working-directory'];
  const schema = settings['schema-dir'] === 'sql/schema' ? '' : settings['schema-dir'];
  return defaultArtifactName(what, facts.job, [inputs.matrix ?? '', directory, schema]);
}
