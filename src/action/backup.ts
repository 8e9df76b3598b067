import { posix } from 'node:path';
import { README_FILE } from '../history/names.ts';
import { type BackupResult, backup } from '../jobs/backup.ts';
import { type CommitResult, commitVersion } from '../jobs/commit.ts';
import type { Run } from './context.ts';
import { describeFailure, fromRoot, tell } from './failure.ts';
import type { Outcome } from './outcome.ts';
import { changeOf, outcomeOf } from './results.ts';
import { uploadResults } from './upload.ts';

/** The main job, then what it wrote to where people look: the repository and the artifact. */
export async function runBackup(run: Run): Promise<Outcome> {
  const result = await backup(run.settings, run.context);
  const change = changeOf(result);
  const outcome = outcomeOf(result, change, run);
  const { version } = result;
  if (version !== null) {
    outcome.verdict = verdictOf(version);
    outcome.outputs.changed = version.status === 'written';
    const committed = await commit(run, result, outcome);
    addFiles(outcome, committed?.version ?? version.file, committed, run);
  }
  await uploadResults(result, change, run, outcome);
  return outcome;
}

function verdictOf({ status, file, previous }: NonNullable<BackupResult['version']>): string {
  if (status === 'written') return previous === undefined ? `First version: ${file}` : `Schema changed: ${file}`;
  return `Schema unchanged since ${file}`;
}

/** Commits the version. A refusal fails the run once the rest of the results is in place. */
async function commit(run: Run, result: BackupResult, outcome: Outcome): Promise<CommitResult | null> {
  const { inputs, settings, facts, context } = run;
  const file = fromRoot(posix.join(settings['schema-dir'], result.version?.file ?? ''), run);
  try {
    return await commitVersion(
      settings,
      {
        commit: inputs.commit,
        subject: inputs['commit-message'],
        body: `${file}\nSchema ${result.dump?.fingerprint ?? ''}`,
        author: { name: inputs['commit-author-name'], email: inputs['commit-author-email'] },
        branch: inputs.branch,
        token: inputs.token,
        timeoutMs: inputs['network-timeout'] * 1000,
      },
      facts,
      context,
    );
  } catch (error) {
    const failure = describeFailure(error, run);
    tell(context.reporter, error, failure);
    outcome.ok = false;
    outcome.verdict += ', not committed';
    outcome.findings.push(failure.finding);
    return null;
  }
}

/** Where the files and the commit are. */
function addFiles(outcome: Outcome, file: string, committed: CommitResult | null, run: Run): void {
  const { facts, settings } = run;
  const path = (name: string): string => fromRoot(posix.join(settings['schema-dir'], name), run);
  outcome.outputs['schema-file'] = path(file);
  outcome.outputs['readme-file'] = path(README_FILE);
  const sha = committed?.sha;
  if (!sha || facts.repository === '') return;
  if (committed.status !== 'unchanged') outcome.outputs['commit-sha'] = sha;
  const page = `${facts.serverUrl}/${facts.repository}`;
  const { links } = outcome.summary;
  if (committed.pullRequest !== null) {
    const { number, url } = committed.pullRequest;
    outcome.outputs['comment-url'] = url;
    links.push({ label: `Pull request #${number}`, url });
  }
  if (committed.status !== 'unchanged')
    links.push({ label: `Commit ${sha.slice(0, 8)}`, url: `${page}/commit/${sha}` });
  for (const [label, name] of [
    ['Documentation', README_FILE],
    ['Dump', file],
  ] as const) {
    links.push({ label, url: encodeURI(`${page}/blob/${sha}/${path(name)}`) });
  }
}
