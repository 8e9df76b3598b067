import type { Routine } from '../../catalog/model.ts';
import type { Book } from '../book.ts';
import { relationLink } from '../links.ts';
import { anchor, link } from '../markdown/anchor.ts';
import { blocks } from '../markdown/blocks.ts';
import { code } from '../markdown/code.ts';
import { table } from '../markdown/table.ts';
import { text } from '../markdown/text.ts';
import { withoutSchema } from '../names.ts';
import { count } from '../words/count.ts';
import { privilegeCell } from '../words/privileges.ts';

/** The functions, procedures and aggregates of a schema: how each is called, what it gives, what it is for. */
export function routineTable(book: Book, schema: string): string | null {
  const routines = book.routinesIn(schema);
  const found = table(
    ['Function', 'Kind', 'Returns', 'Language', 'Used by', 'Owner', 'Grants', 'Description'],
    routines.map((routine) => [
      `${anchor('function', routine.name)}${code(signature(routine))}`,
      routine.form === 'function' ? '' : routine.form,
      code(routine.result ?? ''),
      text(routine.language),
      callers(book, routine.name),
      code(routine.owner ?? ''),
      privilegeCell(routine.privileges),
      text(book.describe(routine) ?? ''),
    ]),
  );
  return found && blocks(`### Functions of ${code(schema)}`, found);
}

function callers(book: Book, name: string): string {
  const tables = [...new Set(book.triggersRunning(name).map((trigger) => trigger.relation))];
  const jobs = book.jobsCalling(name).length;
  const job = count(jobs, 'job');
  return [
    ...tables.map((table) => `${relationLink(book, table)} (trigger)`),
    ...(jobs === 0 ? [] : [book.isShown('policies') ? link(job, 'section', 'policies') : job]),
  ].join('<br>');
}

/** The name with its arguments as one declares them: `f(since interval DEFAULT '1 day')`. */
function signature(routine: Routine): string {
  const name = withoutSchema(routine.name);
  return `${name.slice(0, bracket(name))}(${routine.arguments})`;
}

/** Where the argument types begin: the first bracket outside quotes. */
function bracket(name: string): number {
  const bare = /^(?:"(?:[^"]|"")*"|[^("]+)/.exec(name)?.[0] ?? name;
  return bare.length;
}
