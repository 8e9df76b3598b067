import type { Relation } from '../../catalog/model.ts';
import { count } from '../../words/count.ts';
import type { Book } from '../book.ts';
import { type Block, blocks, bullets, code, folded, paragraph, prose, table } from '../content.ts';
import { relationAnchor } from '../links.ts';
import { columnTable } from './columns.ts';
import { constraintTable } from './constraints.ts';
import { facts } from './facts.ts';
import { indexTable } from './indexes.ts';
import { statisticsTable } from './others.ts';
import { grants, rowSecurity } from './security.ts';
import { triggerTables } from './triggers.ts';

/** All that is known of a table. */
export function tableEntry(book: Book, relation: Relation): readonly Block[] {
  return blocks(
    paragraph(prose(book.describe(relation) ?? '')),
    bullets(facts(book, relation)),
    columnTable(book, relation),
    constraintTable(book, relation.name),
    indexTable(book, relation.name),
    statisticsTable(book, relation.name),
    triggerTables(book, relation.name),
    rowSecurity(book, relation),
    grants(book, relation),
    partitions(book, relation.name),
  );
}

/** The partitions of a table, and theirs: they have its columns, so their bounds tell all. */
function partitions(book: Book, name: string): Block | null {
  const all = below(book, name);
  const rows = all.map((partition) => [
    [relationAnchor(partition), code(partition.name)],
    code(partition.partitionBound ?? ''),
    code(partition.partitionBy ?? ''),
    partition.inherits[0] === name ? '' : code(partition.inherits[0] ?? ''),
    prose(book.describe(partition) ?? ''),
  ]);
  const found = table(['Partition', 'Bound', 'Partitioned by', 'Partition of', 'Description'], rows);
  return found && folded(count(all.length, 'partition'), found);
}

function below(book: Book, name: string): Relation[] {
  return book.partitionsOf(name).flatMap((partition) => [partition, ...below(book, partition.name)]);
}
