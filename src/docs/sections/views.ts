import type { Relation } from '../../catalog/model.ts';
import { blocks, bullets, fence, folded } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { text } from '../../markdown/text.ts';
import type { Book } from '../book.ts';
import { relationAnchor } from '../links.ts';
import { columnTable } from './columns.ts';
import { facts } from './facts.ts';
import { indexTable } from './indexes.ts';
import { grants, rowSecurity } from './security.ts';
import { triggerTables } from './triggers.ts';

/** All that is known of a view, materialized view or continuous aggregate. */
export function viewEntry(book: Book, relation: Relation): string {
  const query = book.aggregates.get(relation.name)?.query ?? relation.query;
  return blocks(
    `### ${relationAnchor(relation)}${code(relation.name)}`,
    text(book.describe(relation) ?? ''),
    bullets(facts(book, relation)),
    columnTable(book, relation),
    indexTable(book, relation.name),
    triggerTables(book, relation.name),
    rowSecurity(book, relation),
    grants(book, relation),
    query === null ? null : folded('Query', fence('sql', query)),
  );
}
