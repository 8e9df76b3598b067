import type { Trigger } from '../../catalog/model.ts';
import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { text } from '../../markdown/text.ts';
import { triggerFunction } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { routineLink } from '../links.ts';

const STATES: { readonly [S in Trigger['enabled']]: string } = {
  origin: '',
  disabled: '**disabled**',
  replica: 'on replicas only',
  always: 'always, on replicas too',
};

/** Triggers and rules. */
export function triggerTables(book: Book, relation: string): string | null {
  const lists = [
    ['Trigger', 'Triggers', book.triggersOf(relation)],
    ['Rule', 'Rules', book.rulesOf(relation)],
  ] as const;
  return blocks(
    ...lists.map(([one, many, objects]) => {
      const found = table(
        [one, 'Definition', 'Runs', 'State', 'Description'],
        objects.map((object) => [
          code(object.bare),
          code(object.definition.replace(/\s+/g, ' ')),
          runs(book, object.definition),
          STATES[object.enabled],
          text(book.describe(object) ?? ''),
        ]),
      );
      return found && blocks(`**${many}**`, found);
    }),
  );
}

function runs(book: Book, definition: string): string {
  const name = triggerFunction(definition);
  return name === null ? '' : routineLink(book, name, '');
}
