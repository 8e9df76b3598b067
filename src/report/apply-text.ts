import type { ChangeClass } from '../diff/change.ts';
import type { Standing } from '../plan/run.ts';
import { truncate } from '../text.ts';
import { classWords } from './change-words.ts';
import { plural } from './words.ts';

/** What `apply` did, or would do. */
export interface Applied extends Standing {
  plan: string;
  database: string;
  dryRun: boolean;
  steps: readonly {
    title: string;
    class: ChangeClass;
    message: string | null;
    lock: string | null;
    sql: readonly string[];
    done: boolean;
  }[];
  /** What is to be taken back, last one first. */
  undo: readonly { step: number; title: string; sql: readonly string[] }[];
  stopped: { step: number; title: string; message: string } | null;
  drift: readonly string[];
}

/** `7 of 12 done, safe to go back to 4` */
export function standingWords({ done, begun, backTo }: Standing, all: number): string {
  const words = `${done} of ${all} done${begun ? `, step ${done + 1} begun` : ''}`;
  if (done === 0 && !begun) return words;
  if (backTo === 0) return `${words}, safe to go back to the start`;
  return backTo >= done ? `${words}, no way back` : `${words}, safe to go back to ${backTo}`;
}

/** The result as lines: of a dry run each step with its statements, else where it stands. */
export function appliedAsText(result: Applied): string {
  const { plan, database, dryRun, steps, done, undo, stopped } = result;
  const head = `${database}: plan ${plan.slice(0, 8)}, ${standingWords(result, steps.length)}`;
  if (!dryRun) {
    const stop = stopped === null ? [] : [`stopped at step ${stopped.step}, ${stopped.title}: ${stopped.message}`];
    return `${[head, ...stop].join('\n')}\n`;
  }
  const indented = (sql: readonly string[]): string[] =>
    sql.map((statement) => `           ${statementLine(statement)}`);
  if (undo.length > 0) {
    const lines = undo.flatMap((one) => ['', `undo   ${one.step}  ${one.title}`, ...indented(one.sql)]);
    return `${[head, ...lines, '', `Nothing was changed. --yes takes the ${plural(undo.length, 'step')} back.`].join('\n')}\n`;
  }
  const lines = steps.flatMap(({ title, class: level, message, lock, sql, done: isDone }, i) => [
    '',
    `${isDone ? 'done   ' : 'to do  '}${i + 1}  ${title} (${classWords(level)}; ${lock ?? 'no lock to speak of'})`,
    ...(isDone ? [] : [...(message === null ? [] : [`           -- ${message}`]), ...indented(sql)]),
  ]);
  const rest = steps.length - done;
  const foot = rest === 0 ? [] : ['', `Nothing was changed. --yes runs the ${plural(rest, 'step')} to do.`];
  return `${[head, ...lines, ...foot].join('\n')}\n`;
}

/** A statement on one line of a terminal; what is longer stands whole in the plan, and in the log of the run. */
export function statementLine(statement: string): string {
  const lines = statement.split('\n').length;
  const line = truncate(statement.replaceAll(/\s+/g, ' '), 160);
  return line.endsWith('…') && lines > 1 ? `${line} (${lines} lines in the plan)` : line;
}

/** The last line where it did not get to the end. */
export function applyVerdict(result: Applied): string {
  const words = standingWords(result, result.steps.length);
  if (result.stopped !== null) {
    return `Stopped: ${words}. Mend what step ${result.stopped.step} says, and run the same command again: it goes on from there.`;
  }
  return `${words}, but the schema is not the one that the plan leads to: see above.`;
}
