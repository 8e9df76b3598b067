import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { text } from '../../markdown/text.ts';
import type { Book } from '../book.ts';

/** What the planner is told to measure across columns. */
export function statisticsTable(book: Book, relation: string): string | null {
  const found = table(
    ['Statistics', 'Definition', 'Target', 'Description'],
    book
      .statisticsOf(relation)
      .map((statistics) => [
        code(statistics.name),
        code(statistics.definition.replace(/\s+/g, ' ')),
        statistics.target === null ? '' : String(statistics.target),
        text(book.describe(statistics) ?? ''),
      ]),
  );
  return found && blocks('**Extended statistics**', found);
}
