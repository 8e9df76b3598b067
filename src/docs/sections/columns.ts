import type { Column, Relation } from '../../catalog/model.ts';
import { type Block, code, type Inline, isEmpty, join, say, table } from '../content.ts';
import { describeColumn } from '../described.ts';
import { typeLink } from '../links.ts';
import { type Lookup, presetOf, refusesNull } from '../lookup.ts';

/** The columns of a table or view. What no column has is not shown. */
export function columnTable(lookup: Lookup, relation: Relation): Block | null {
  const columns = lookup.columnsOf(relation.name);
  const marks = keyMarks(lookup, relation.name);
  const isView = relation.query !== null || relation.form === 'continuous aggregate';
  return table(
    ['Column', 'Type', 'Null', 'Default', 'Key', 'Storage', 'Description'],
    columns.map((column) => [
      code(column.bare),
      typeLink(lookup, column.type),
      isView ? '' : column.nullable && !refusesNull(lookup, column.type) ? 'yes' : 'no',
      defaultCell(lookup, column),
      (marks.get(column.bare) ?? []).join(', '),
      storageCell(column),
      describeColumn(lookup, column),
    ]),
  );
}

function defaultCell(lookup: Lookup, column: Column): Inline {
  if (column.identity !== null) return `identity, ${column.identity}`;
  if (column.default === null) {
    const preset = presetOf(lookup, column.type);
    return preset === null ? '' : say`${code(preset)}, from the type`;
  }
  return column.generated === null ? code(column.default) : say`computed, ${column.generated}: ${code(column.default)}`;
}

function storageCell(column: Column): Inline {
  const words: Inline[] = [
    column.collation === null ? '' : say`collation ${code(column.collation)}`,
    column.storage === null ? '' : `storage ${column.storage}`,
    column.compression === null ? '' : `compression ${column.compression}`,
    column.statistics === null ? '' : `statistics ${column.statistics}`,
    ...column.options.map(code),
  ];
  return join(
    words.filter((word) => !isEmpty(word)),
    ', ',
  );
}

/** What a column is for, by its bare name: its part in keys and in the hypertable. */
function keyMarks(lookup: Lookup, relation: string): Map<string, string[]> {
  const marks = new Map<string, string[]>();
  const mark = (column: string, word: string): void => {
    const words = marks.get(column) ?? [];
    if (!words.includes(word)) marks.set(column, [...words, word]);
  };
  const dimensions = lookup.hypertables.get(relation)?.dimensions ?? [];
  for (const [i, dimension] of dimensions.entries()) mark(dimension.column, i === 0 ? 'time' : 'dimension');
  const words = { 'primary key': 'primary', unique: 'unique', 'foreign key': 'foreign' } as const;
  for (const form of ['primary key', 'unique', 'foreign key'] as const) {
    for (const constraint of lookup.constraintsOf(relation).filter((candidate) => candidate.form === form)) {
      for (const column of constraint.columns) mark(column, words[form]);
    }
  }
  return marks;
}
