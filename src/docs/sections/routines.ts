import type { Routine } from '../../catalog/model.ts';
import { baseOf, withoutSchema } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { type Block, blocks, heading, table } from '../content/block.ts';
import { anchor, code, type Inline, lines, link, prose, say, strong } from '../content/inline.ts';
import { relationLink, routineKey } from '../links.ts';
import { behaviour } from '../words/behaviour.ts';
import { privilegeCell } from '../words/privileges.ts';

/** The functions, procedures and aggregates of a schema: how each is called, what it gives, what it is for. */
export function routineTable(book: Book, schema: string): readonly Block[] {
  const routines = book.routinesIn(schema);
  const found = table(
    ['Function', 'Kind', 'Returns', 'Language', 'Behaviour', 'Used by', 'Owner', 'Grants', 'Description'],
    routines.map((routine) => [
      [anchor('function', routineKey(book, routine)), code(signature(routine))],
      routine.form === 'function' ? '' : routine.form,
      code(routine.result ?? ''),
      routine.language,
      lines(behaviour(routine).map(behaviourCell)),
      callers(book, routine.name),
      code(routine.owner ?? ''),
      privilegeCell(routine.privileges, routine.owner, 'function'),
      prose(book.describe(routine) ?? ''),
    ]),
  );
  return found === null ? [] : blocks(heading(3, say`Functions of ${code(schema)}`), found);
}

/** What a function may do beyond its caller's rights stands out; a setting is code. */
function behaviourCell(words: string): Inline {
  if (words.startsWith('set ')) return code(words);
  return words === 'security definer' ? strong(words) : words;
}

function callers(book: Book, name: string): Inline {
  return lines(
    book.usesOf(name).map((use) => {
      if (use.relation !== null) return say`${relationLink(book, use.relation)} (${use.part})`;
      const section = use.part === 'event trigger' ? 'others' : 'policies';
      return book.isShown(section) ? link(use.part, 'section', section) : use.part;
    }),
  );
}

/** The name with its arguments as one declares them: `f(since interval DEFAULT '1 day')`. */
function signature(routine: Routine): string {
  return `${baseOf(withoutSchema(routine.name))}(${routine.arguments})`;
}
