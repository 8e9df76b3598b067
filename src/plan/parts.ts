import type { Step } from './step.ts';

/** Statements of a step that are done together or not at all: a transaction, or one statement that can be in none. */
export interface Part {
  /** The place of its step in the plan, from 0. */
  step: number;
  /** True for the first part of its step. */
  first: boolean;
  sql: string[];
  transaction: boolean;
  /** What earlier parts of the step set for the session: said again where a new session goes on here. */
  settings: string[];
}

/** What runs in no transaction block, or commits by itself. */
const ALONE =
  /^(CALL [^(]*refresh_continuous_aggregate|ALTER TYPE [^]* ADD VALUE|CREATE (UNIQUE )?INDEX CONCURRENTLY|DROP INDEX CONCURRENTLY|DO [^]*\bCOMMIT;)|transaction_per_chunk/;

/** True where the statement may run in a transaction with others. */
export function fitsTransaction(statement: string): boolean {
  return !ALONE.test(statement);
}

/** Reads the whole table: in a transaction of its own, so that the lock of what came before it is gone by then. */
const LONG = /^ALTER TABLE [^]* VALIDATE CONSTRAINT /;

const SETTING = /^(SET|RESET|SELECT pg_catalog\.set_config\()/;

/** The parts of a plan, in their order. */
export function partsOf(steps: readonly Pick<Step, 'sql'>[]): Part[] {
  return steps.flatMap(({ sql }, step) => {
    const groups: { sql: string[]; transaction: boolean; closed: boolean }[] = [];
    for (const statement of sql) {
      const transaction = fitsTransaction(statement);
      const closed = !transaction || LONG.test(statement);
      const last = groups.at(-1);
      if (last === undefined || last.closed || closed) groups.push({ sql: [statement], transaction, closed });
      else last.sql.push(statement);
    }
    const before = (i: number): string[] => groups.slice(0, i).flatMap((group) => group.sql);
    return groups.map((group, i) => ({
      step,
      first: i === 0,
      sql: group.sql,
      transaction: group.transaction,
      settings: before(i).filter((statement) => SETTING.test(statement)),
    }));
  });
}
