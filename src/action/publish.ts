import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as core from '@actions/core';
import { messageOf } from '../errors.ts';
import type { WorkflowEvent } from '../github/event.ts';
import { ANNOTATION_CHARACTERS, ANNOTATIONS_PER_KIND, SUMMARY_BYTES } from '../github/limits.ts';
import { RULES } from '../lint/rules/index.ts';
import { annotationsFor, type PlacedFinding } from '../report/annotations.ts';
import { DRIFT } from '../report/drift-text.ts';
import type { RunnerReporter } from '../report/runner.ts';
import { sarifOf } from '../report/sarif.ts';
import { renderSummary } from '../report/summary.ts';
import { lineLinks } from './links.ts';
import type { Outcome } from './outcome.ts';
import { setOutputs } from './outputs.ts';
import { version } from './version.ts';

export interface PublishOptions {
  reporter: RunnerReporter;
  facts: WorkflowEvent;
  /** GITHUB_STEP_SUMMARY; undefined where the runner has none. */
  summaryFile: string | undefined;
  seconds: number;
  /** Where the findings go as SARIF; empty for nowhere. */
  sarifFile: string;
}

/** What drifts stands in a table of its own. */
function told(findings: readonly PlacedFinding[]): PlacedFinding[] {
  return findings.filter(({ rule }) => rule !== DRIFT);
}

/** Hands an outcome to the runner: summary, annotations, outputs, and a failed step where it is one. */
export async function publish(outcome: Outcome, options: PublishOptions): Promise<void> {
  const { reporter, facts, summaryFile, seconds, sarifFile } = options;
  // What the rules found is among the findings, one by one.
  const warned = reporter.warnings.filter(({ step }) => step !== 'lint');
  const warnings = warned.map(({ text, details }): PlacedFinding => {
    return { severity: 'warning', message: text, hint: details.length === 0 ? undefined : details.join('\n') };
  });
  const findings = [...outcome.findings, ...warnings];
  const of = (severity: PlacedFinding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length;

  if (summaryFile !== undefined) {
    const page = renderSummary(
      { ...outcome.summary, verdict: outcome.verdict, findings: told(findings), linkTo: lineLinks(facts) },
      SUMMARY_BYTES,
    );
    await appendFile(summaryFile, page).catch((error: unknown) => {
      reporter.warn(`the job summary cannot be written: ${messageOf(error)}`);
    });
  }
  if (sarifFile !== '') {
    const text = sarifOf(outcome.findings, { version, rules: RULES });
    await mkdir(dirname(sarifFile), { recursive: true })
      .then(() => writeFile(sarifFile, text))
      .catch((error: unknown) => reporter.warn(`the SARIF file cannot be written: ${messageOf(error)}`));
  }
  setOutputs({ ...outcome.outputs, errors: of('error'), warnings: of('warning') });

  // What went wrong was said where it went wrong.
  if (outcome.ok) reporter.closing(`${outcome.verdict}. Done in ${seconds.toFixed(1)} s.`);
  const annotations = annotationsFor(findings, { perKind: ANNOTATIONS_PER_KIND, characters: ANNOTATION_CHARACTERS });
  for (const { severity, message, file, line, column } of annotations) {
    const annotate = { error: core.error, warning: core.warning, notice: core.notice }[severity];
    annotate(message, {
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { startLine: line }),
      ...(column === undefined ? {} : { startColumn: column }),
    });
  }
  if (outcome.ok) return;
  // setFailed writes an error of its own, of which a runner shows ten.
  if (of('error') > 0) process.exitCode = core.ExitCode.Failure;
  else core.setFailed(outcome.verdict);
}
