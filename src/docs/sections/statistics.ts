import type { Book } from '../book.ts';
import { type Block, blocks, table, title } from '../content/block.ts';
import { code, prose } from '../content/inline.ts';

/** What the planner is told to measure across columns. */
export function statisticsTable(book: Book, relation: string): readonly Block[] {
  const found = table(
    ['Statistics', 'Definition', 'Target', 'Description'],
    book
      .statisticsOf(relation)
      .map((statistics) => [
        code(statistics.name),
        code(statistics.definition.replace(/\s+/g, ' ')),
        statistics.target === null ? '' : String(statistics.target),
        prose(book.describe(statistics) ?? ''),
      ]),
  );
  return found === null ? [] : blocks(title('Extended statistics'), found);
}
