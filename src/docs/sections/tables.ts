import type { Relation } from '../../catalog/model.ts';
import { count } from '../../format/count.ts';
import { type Block, blocks, bullets, code, folded, paragraph, prose, table } from '../content.ts';
import { relationAnchor } from '../links.ts';
import type { Lookup } from '../lookup.ts';
import { columnTable } from './columns.ts';
import { constraintTable } from './constraints.ts';
import { indexTable } from './indexes.ts';
import { statisticsTable } from './others.ts';
import { grants, rowSecurity } from './security.ts';
import { traits } from './traits.ts';
import { triggerTables } from './triggers.ts';

/** All that is known of a table. */
export function tableEntry(lookup: Lookup, relation: Relation): readonly Block[] {
  return blocks(
    paragraph(prose(lookup.describe(relation) ?? '')),
    bullets(traits(lookup, relation)),
    columnTable(lookup, relation),
    constraintTable(lookup, relation.name),
    indexTable(lookup, relation.name),
    statisticsTable(lookup, relation.name),
    triggerTables(lookup, relation.name),
    rowSecurity(lookup, relation),
    grants(lookup, relation),
    partitions(lookup, relation.name),
  );
}

/** The partitions of a table, and theirs: they have its columns, so their bounds tell all. */
function partitions(lookup: Lookup, name: string): Block | null {
  const all = below(lookup, name);
  const rows = all.map((partition) => [
    [relationAnchor(partition), code(partition.name)],
    code(partition.partitionBound ?? ''),
    code(partition.partitionBy ?? ''),
    partition.inherits[0] === name ? '' : code(partition.inherits[0] ?? ''),
    prose(lookup.describe(partition) ?? ''),
  ]);
  const found = table(['Partition', 'Bound', 'Partitioned by', 'Partition of', 'Description'], rows);
  return found && folded(count(all.length, 'partition'), found);
}

function below(lookup: Lookup, name: string): Relation[] {
  return lookup.partitionsOf(name).flatMap((partition) => [partition, ...below(lookup, partition.name)]);
}
