import { messageOf, SqlLimitError } from '../errors.ts';
import { ScriptError } from './error.ts';
import type { RanStatement } from './run-types.ts';

const LOCKING = /^\s*(alter\s+(role|user|database|system)|create\s+event\s+trigger)\b/i;

/**
 * What to say where the scripts let no further session in: the last statement that can lock sessions out, or the cause
 * itself where there is none.
 */
export function lockedOut(cause: unknown, ran: readonly RanStatement[]): unknown {
  const locking = ran.findLast(({ text }) => LOCKING.test(text));
  if (locking === undefined || cause instanceof SqlLimitError) return cause;
  return new ScriptError(locking, locking.text.split('\n')[0] ?? '', {
    message: `no session can begin after this statement: ${messageOf(cause)}`,
    hint: 'A dump and its proof need further sessions: leave the statement to the servers that need it.',
    cause,
  });
}
