import type { Column, Relation } from '../../catalog/model.ts';
import { type Book, presetOf, refusesNull } from '../book.ts';
import { type Block, code, type Inline, isEmpty, join, prose, say, table } from '../content.ts';
import { typeLink } from '../links.ts';

/** The columns of a table or view. What no column has is not shown. */
export function columnTable(book: Book, relation: Relation): Block | null {
  const columns = book.columnsOf(relation.name);
  const marks = keyMarks(book, relation.name);
  const isView = relation.query !== null || relation.form === 'continuous aggregate';
  return table(
    ['Column', 'Type', 'Null', 'Default', 'Key', 'Storage', 'Description'],
    columns.map((column) => [
      code(column.bare),
      typeLink(book, column.type),
      isView ? '' : column.nullable && !refusesNull(book, column.type) ? 'yes' : 'no',
      defaultCell(book, column),
      (marks.get(column.bare) ?? []).join(', '),
      storageCell(column),
      prose(book.describe(column) ?? ''),
    ]),
  );
}

function defaultCell(book: Book, column: Column): Inline {
  if (column.identity !== null) return `identity, ${column.identity}`;
  if (column.default === null) {
    const preset = presetOf(book, column.type);
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
function keyMarks(book: Book, relation: string): Map<string, string[]> {
  const marks = new Map<string, string[]>();
  const mark = (column: string, word: string): void => {
    const words = marks.get(column) ?? [];
    if (!words.includes(word)) marks.set(column, [...words, word]);
  };
  const dimensions = book.hypertables.get(relation)?.dimensions ?? [];
  for (const [i, dimension] of dimensions.entries()) mark(dimension.column, i === 0 ? 'time' : 'dimension');
  const words = { 'primary key': 'primary', unique: 'unique', 'foreign key': 'foreign' } as const;
  for (const form of ['primary key', 'unique', 'foreign key'] as const) {
    for (const constraint of book.constraintsOf(relation).filter((candidate) => candidate.form === form)) {
      for (const column of constraint.columns) mark(column, words[form]);
    }
  }
  return marks;
}
