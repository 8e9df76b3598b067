import type { Routine } from '../../catalog/model.ts';
import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { text } from '../../markdown/text.ts';
import { baseOf, withoutSchema } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { relationLink, routineKey } from '../links.ts';
import { anchor, link } from '../markdown/anchor.ts';
import { privilegeCell } from '../words/privileges.ts';

/** The functions, procedures and aggregates of a schema: how each is called, what it gives, what it is for. */
export function routineTable(book: Book, schema: string): string | null {
  const routines = book.routinesIn(schema);
  const found = table(
    ['Function', 'Kind', 'Returns', 'Language', 'Used by', 'Owner', 'Grants', 'Description'],
    routines.map((routine) => [
      `${anchor('function', routineKey(book, routine))}${code(signature(routine))}`,
      routine.form === 'function' ? '' : routine.form,
      code(routine.result ?? ''),
      text(routine.language),
      callers(book, routine.name),
      code(routine.owner ?? ''),
      privilegeCell(routine.privileges, routine.owner, 'function'),
      text(book.describe(routine) ?? ''),
    ]),
  );
  return found && blocks(`### Functions of ${code(schema)}`, found);
}

function callers(book: Book, name: string): string {
  return book
    .usesOf(name)
    .map((use) => {
      if (use.relation !== null) return `${relationLink(book, use.relation)} (${use.part})`;
      const section = use.part === 'event trigger' ? 'others' : 'policies';
      return book.isShown(section) ? link(use.part, 'section', section) : use.part;
    })
    .join('<br>');
}

/** The name with its arguments as one declares them: `f(since interval DEFAULT '1 day')`. */
function signature(routine: Routine): string {
  return `${baseOf(withoutSchema(routine.name))}(${routine.arguments})`;
}
