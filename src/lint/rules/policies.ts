import { addersOf } from '../../catalog/policies.ts';
import { historyLost, lengthOf } from '../../diff/ages.ts';
import { humanInterval } from '../../format/interval.ts';
import { offset } from '../../format/offset.ts';
import { ageOf } from '../../format/schedule.ts';
import { durationText, intervalMicroseconds } from '../../sql/interval.ts';
import type { SourceStatement } from '../../sql/sources.ts';
import { type Lexeme, lexemes } from '../../sql/statement.ts';
import { valueEdit } from '../fix.ts';
import { mentioning } from '../mentions.ts';
import type { LintRule } from '../types.ts';

/** Rules about policies and jobs. */
export const policyRules: readonly LintRule[] = [
  {
    id: 'compress-after-drop',
    severity: 'error',
    title: 'rows are dropped before they are compressed',
    check: ({ side, model }) =>
      model.jobs.flatMap((job) => {
        const after = job.form === 'columnstore policy' ? lengthOf(job.config?.['compress_after']) : undefined;
        const drop = side.policies(job.relation ?? '', 'retention policy')[0];
        const dropped = lengthOf(drop?.config?.['drop_after']);
        if (after === undefined || drop === undefined || dropped === undefined || after < dropped) return [];
        const message = `compressed after ${ageOf(job)}, but dropped after ${ageOf(drop)}: the compression is wasted, or never happens`;
        return [
          {
            object: job.relation,
            message,
            hint: 'Compress earlier, or keep rows longer.',
            near: addersOf('columnstore policy'),
          },
        ];
      }),
  },
  {
    id: 'retention-shorter-than-refresh',
    severity: 'error',
    title: 'a refresh empties buckets whose raw rows are gone',
    check: ({ side, model }) =>
      model.jobs.flatMap((job) => {
        const message = job.form === 'refresh policy' && job.scheduled ? historyLost(job, side) : null;
        const hint = "Set the refresh policy's start_offset below the source's drop_after.";
        return message === null ? [] : [{ object: job.relation, message, hint, near: addersOf('refresh policy') }];
      }),
  },
  {
    id: 'aggregate-without-refresh',
    severity: 'warning',
    title: 'a continuous aggregate that nothing refreshes',
    check: ({ side, model }) =>
      model.continuousAggregates
        .filter(({ name }) => side.policies(name, 'refresh policy').length === 0)
        .map(({ name }) => ({
          object: name,
          message: 'has no refresh policy: it shows what was materialized by hand, and falls behind',
          hint: 'Add one: add_continuous_aggregate_policy().',
          near: 'created',
        })),
  },
  {
    id: 'refresh-end-offset',
    severity: 'warning',
    title: 'a refresh that materializes buckets which still fill',
    check: ({ side, model }) =>
      model.jobs.flatMap((job) => {
        const query = job.form === 'refresh policy' ? side.aggregate(job.relation ?? '')?.query : undefined;
        const width = query === undefined ? undefined : bucketWidth(query);
        const end = lengthOf(job.config?.['end_offset']) ?? 0;
        if (width === undefined || end >= width) return [];
        const ends = offset(job.config?.['end_offset'], job.timeType);
        const bucket = job.timeType !== null && /int/.test(job.timeType) ? String(width) : durationText(String(width));
        const message = `is refreshed up to ${ends === null ? 'now' : `${ends} ago`}, buckets are ${bucket} wide: the newest is computed over and over while it fills`;
        return [
          {
            object: job.relation,
            message,
            hint: `Set end_offset to ${bucket} at least.`,
            near: addersOf('refresh policy'),
            edits: [valueEdit(/end_offset/, `'${bucket}'`)],
          },
        ];
      }),
  },
  {
    id: 'refresh-gap',
    severity: 'warning',
    title: 'a refresh that runs too seldom for its window',
    check: ({ model }) =>
      model.jobs.flatMap((job) => {
        if (job.form !== 'refresh policy' || !job.scheduled) return [];
        const start = lengthOf(job.config?.['start_offset']);
        const end = lengthOf(job.config?.['end_offset']) ?? 0;
        const every = lengthOf(job.scheduleInterval);
        const isTime = typeof job.config?.['start_offset'] === 'string';
        if (start === undefined || every === undefined || !isTime || every <= start - end) return [];
        const message = `runs every ${humanInterval(job.scheduleInterval)} over a window of ${durationText(String(start - end))}: rows between two windows are never materialized`;
        return [
          {
            object: job.relation,
            message,
            hint: 'Run it more often, or let the window begin earlier.',
            near: addersOf('refresh policy'),
          },
        ];
      }),
  },
  {
    id: 'policy-disabled',
    severity: 'warning',
    title: 'a policy or job that never runs',
    check: ({ model, statements }) =>
      model.jobs
        .filter(({ scheduled }) => !scheduled)
        .map(({ name, form, relation, procedure }) => {
          const object = relation ?? procedure;
          const at = disabling(object, statements);
          return {
            object,
            message: `${name} is disabled: it never runs`,
            hint: 'Enable it with alter_job(…, scheduled => true), or remove it.',
            near: form === 'job' ? ['add_job'] : addersOf(form),
            ...(at === undefined ? {} : { at }),
          };
        }),
  },
  {
    id: 'job-not-runnable',
    severity: 'error',
    title: 'a job whose procedure is gone',
    check: ({ model }) =>
      model.jobs
        .filter(({ runnable }) => !runnable)
        .map(({ name, procedure, relation }) => ({
          object: relation ?? procedure,
          message: `${name} fails at every run: its procedure or its check does not exist`,
          hint: 'Create the procedure, or remove the job with delete_job().',
        })),
  },
];

const DISABLES = /\balter_job\b[^]*\bscheduled\s*(?:=>|:=)\s*'?f/i;

/** The last statement that disables a job of the object; one that names none (`alter_job(1000, …)`), where it is the only one. */
function disabling(object: string, statements: readonly SourceStatement[]): SourceStatement | undefined {
  const all = statements.filter(({ sql }) => DISABLES.test(sql));
  return mentioning(statements, object).findLast((one) => all.includes(one)) ?? (all.length === 1 ? all[0] : undefined);
}

/**
 * The width of a continuous aggregate's buckets, from its query: microseconds, or units of an integer time column;
 * undefined where the first argument of time_bucket() is not a constant.
 */
export function bucketWidth(query: string): number | undefined {
  const tokens = lexemes(query);
  const at = tokens.findIndex(({ text }, i) => /^time_bucket(_ng)?$/.test(text) && tokens[i + 1]?.text === '(');
  if (at < 0) return undefined;
  const argument = tokens.slice(at + 2, firstComma(tokens, at + 2)).filter(({ text }) => text !== '(' && text !== ')');
  const [value] = argument;
  if (value?.kind === 'string') return intervalMicroseconds(value.text.slice(1, -1));
  return value?.kind === 'number' ? Number(value.text) : undefined;
}

function firstComma(tokens: readonly Lexeme[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const text = tokens[at]?.text;
    if (text === '(') depth++;
    if (text === ')') depth--;
    if (text === ',' && depth === 0) return at;
  }
  return tokens.length;
}
