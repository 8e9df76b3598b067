import { relative, resolve, sep } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import type { PlacedFinding } from '../report/annotations.ts';
import type { Reporter } from '../report/reporter.ts';
import { ScriptError } from '../script/error.ts';
import type { Run } from './context.ts';
import { emptySummary, type Outcome } from './outcome.ts';

/** A failure in words, for the log, an annotation and the summary. */
export interface Failure {
  finding: PlacedFinding;
  /** What a terminal would show below the first line. */
  details: string[];
}

const DEFECT = 'This is a defect of timescale-ci: please report it with the lines of the log.';

/** Puts whatever was thrown into words. */
export function describeFailure(error: unknown, where: Pick<Run, 'cwd' | 'workspace'>): Failure {
  if (error instanceof ScriptError) {
    const { line, column, reason, sqlstate, detail, hint } = error;
    const code = sqlstate === undefined ? '' : `  (${sqlstate})`;
    const message = [`${reason}${code}`, ...(detail === undefined ? [] : [detail])].join('\n');
    return {
      finding: { severity: 'error', message, hint, file: fromRoot(error.file, where), line, column },
      details: error.render().split('\n').slice(1),
    };
  }
  if (error instanceof UserError) {
    return {
      finding: { severity: 'error', message: error.message, hint: error.hint && forWorkflow(error.hint) },
      details: error.message.split('\n').slice(1),
    };
  }
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return {
    finding: { severity: 'error', message: messageOf(error), hint: DEFECT },
    // Lines of bundled libraries may run to hundreds of kilobytes.
    details: stack.split('\n').filter((line) => /^\s+at /.test(line) && line.length < 300),
  };
}

/** A hint in the words of a workflow: inputs for flags, and nothing to install where the action brings all that there is. */
function forWorkflow(hint: string): string {
  return hint.replace(/[^.]*"npm [^.]*\.\s*/g, '').replace(/--([a-z-]+) (?=[a-z])/g, '$1: ');
}

/** Writes a failure to the log. */
export function tell(reporter: Reporter, error: unknown, { finding, details }: Failure): void {
  const first = (error instanceof ScriptError ? error.render() : finding.message).split('\n')[0] ?? '';
  const hint = error instanceof ScriptError ? 'Nothing was written. Mend the statement and run again.' : finding.hint;
  reporter.error(first, { details, hint });
}

/** A path of the working directory as GitHub names it: from the root of the checkout. One outside of it stays. */
export function fromRoot(path: string, { cwd, workspace }: Pick<Run, 'cwd' | 'workspace'>): string {
  const inside = relative(workspace, resolve(cwd, path));
  return inside.startsWith(`..${sep}`) ? path : inside.split(sep).join('/');
}

/** The outcome of a run that a failure ended. */
export function failureOutcome({ finding, details }: Failure): Outcome {
  const [first = ''] = finding.message.split('\n');
  const place = [finding.file, finding.line, finding.column].filter((part) => part !== undefined).join(':');
  return {
    ok: false,
    verdict: place === '' ? first : `${place}  ${first}`,
    outputs: {},
    findings: [finding],
    summary: { ...emptySummary(), detail: details.join('\n') || null },
  };
}
