import type { Relation } from '../../catalog/model.ts';
import type { Book } from '../book.ts';
import { type Block, blocks, bullets, fence, folded, paragraph } from '../content/block.ts';
import { prose } from '../content/inline.ts';
import { columnTable } from './columns.ts';
import { facts } from './facts.ts';
import { indexTable } from './indexes.ts';
import { grants, rowSecurity } from './security.ts';
import { triggerTables } from './triggers.ts';

/** All that is known of a view, materialized view or continuous aggregate. */
export function viewEntry(book: Book, relation: Relation): readonly Block[] {
  const query = book.aggregates.get(relation.name)?.query ?? relation.query;
  return blocks(
    paragraph(prose(book.describe(relation) ?? '')),
    bullets(facts(book, relation)),
    columnTable(book, relation),
    indexTable(book, relation.name),
    triggerTables(book, relation.name),
    rowSecurity(book, relation),
    grants(book, relation),
    query === null ? null : folded('Query', fence('sql', query)),
  );
}
