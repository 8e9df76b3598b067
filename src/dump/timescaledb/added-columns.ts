import type { ContinuousAggregate } from '../../catalog/model.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { findTopLevel, wordsOf } from '../statement.ts';

/**
 * The query without the columns that were added later with a type of their own, and the statements that add them again:
 * as part of the query they would get the type of their expression (a domain's base type).
 */
export function splitAddedColumns({ name, query, addedColumns }: ContinuousAggregate): {
  query: string;
  statements: string[];
} {
  if (addedColumns.length === 0) return { query, statements: [] };
  const words = wordsOf(query);
  const from = findTopLevel(words, 'FROM');
  const commas: number[] = [];
  for (let at = 0; ; ) {
    at = findTopLevel(words, ',', at + 1);
    if (at < 0 || at > from) break;
    commas.push(at);
  }
  const cut = commas.slice(-addedColumns.length);
  const statements = cut.map((comma, i) => {
    const item = words.slice(comma + 1, cut[i + 1] ?? from);
    // `expression AS name`: pg_get_viewdef names every expression.
    const [first, last] = [item[0], item.at(-3)];
    const { column, type } = addedColumns[i] as { column: string; type: string };
    return `ALTER MATERIALIZED VIEW ${name} ADD COLUMN ${quoteIdentifier(column)} ${type} GENERATED ALWAYS AS (${query.slice(first?.start, last?.end)}) STORED;`;
  });
  const [start, end] = [words[(cut[0] ?? from) - 1], words[from - 1]];
  return { query: query.slice(0, start?.end) + query.slice(end?.end), statements };
}
