import { posix } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { COMMENT_CHARACTERS, OUTPUT_BYTES } from '../github/limits.ts';
import { healthAsMarkdown } from '../health/text.ts';
import { README_FILE } from '../history/names.ts';
import { blocks } from '../markdown/blocks.ts';
import { renderProposal } from '../report/summary.ts';
import { type BackupResult, backup } from '../workflows/backup.ts';
import { describeClasses } from '../workflows/changes.ts';
import { type CommitResult, commitVersion } from '../workflows/commit.ts';
import { health } from '../workflows/health.ts';
import type { Run } from './context.ts';
import { describeFailure, fromRoot, tell } from './failure.ts';
import type { Outcome } from './outcome.ts';
import { changeOf, changeOutputs, fingerprintsOf, outcomeOf } from './results.ts';
import { uploadResults } from './upload.ts';

/** The main job, then what it wrote to where people look: the repository and the artifact. */
export async function runBackup(run: Run): Promise<Outcome> {
  const result = await backup(run.settings, run.context, { explain: true, page: run.inputs.artifact });
  const changed = result.version?.status === 'written';
  const change = changeOf(result, { changed, changes: result.changes }, run);
  const outcome = outcomeOf(result, change, run);
  const { version } = result;
  if (version !== null) {
    outcome.verdict = verdictOf(result, version);
    Object.assign(
      outcome.outputs,
      { changed },
      changeOutputs(result.changes, fingerprintsOf(result, result.changes), OUTPUT_BYTES),
    );
    const committed = await commit(run, result, outcome);
    addFiles(outcome, committed?.version ?? version.file, committed, run);
  }
  await uploadResults(result, change, run, outcome);
  if (run.settings['database-url'] !== undefined) await addHealth(outcome, run);
  return outcome;
}

/** How the live database is, in the summary and as warnings: a backup that is good does not fail of it. */
async function addHealth(outcome: Outcome, run: Run): Promise<void> {
  try {
    const found = await health(run.settings, run.context);
    outcome.summary.body = blocks(outcome.summary.body, '#### Health', healthAsMarkdown(found));
    for (const { severity, object, measured, remedy, check } of found.findings) {
      const told = severity === 'notice' ? 'notice' : 'warning';
      outcome.findings.push({ rule: check, severity: told, message: `${object}: ${measured}`, hint: remedy });
    }
  } catch (error) {
    outcome.findings.push({
      severity: 'warning',
      message: `The health of the database is unknown: ${messageOf(error)}`,
      hint: error instanceof UserError ? error.hint : undefined,
    });
  }
}

function verdictOf({ changes }: BackupResult, version: NonNullable<BackupResult['version']>): string {
  const { status, file, previous } = version;
  if (status !== 'written') return `Schema unchanged since ${file}`;
  if (previous === undefined) return `First version of the schema: ${file}`;
  return `Schema changed: ${changes === null ? '' : `${describeClasses(changes)}, in `}${file}`;
}

/** Commits the version. A refusal fails the run once the rest of the results is in place. */
async function commit(run: Run, result: BackupResult, outcome: Outcome): Promise<CommitResult | null> {
  const { inputs, settings, facts, context } = run;
  const file = fromRoot(posix.join(settings['schema-dir'], result.version?.file ?? ''), run);
  // No name out of the SQL: in a commit's message it could close an issue or call people.
  const { changes, latest } = result;
  const since = changes === null || changes.length === 0 ? [] : [`${describeClasses(changes)} since ${latest?.file}`];
  try {
    return await commitVersion(
      settings,
      {
        commit: inputs.commit,
        subject: inputs['commit-message'],
        body: [file, `Schema ${result.dump?.fingerprint ?? ''}`, ...since].join('\n'),
        proposal: renderProposal(outcome.summary, COMMENT_CHARACTERS),
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
