import type { Index } from '../../catalog/model.ts';
import { unquoted } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { type Block, blocks, table, title } from '../content/block.ts';
import { code, type Inline, lines, prose, say, strong } from '../content/inline.ts';

/** The indexes with the reason that each serves, where its comment or the schema says so. */
export function indexTable(book: Book, relation: string): readonly Block[] {
  const found = table(
    ['Index', 'Definition', 'Serves'],
    book
      .indexesOf(relation)
      .map((index) => [
        isAutomatic(index) ? 'named by TimescaleDB' : code(index.bare),
        say`${index.unique ? 'unique ' : ''}${code(index.definition)}${index.tablespace === null ? '' : say` in tablespace ${code(index.tablespace)}`}`,
        lines(reasons(book, index)),
      ]),
  );
  return found === null ? [] : blocks(title('Indexes'), found);
}

function reasons(book: Book, index: Index): Inline[] {
  const relation = book.relations.get(index.relation);
  const constraints = book.constraintsOf(index.relation);
  const own = constraints.find((one) => one.name === `${index.relation}.${index.constraint}`);
  const foreign = constraints.filter(
    (constraint) => constraint.form === 'foreign key' && leads(index, constraint.columns),
  );
  const reorder = book
    .jobsOf(index.relation)
    .some((job) => job.form === 'reorder policy' && isNamed(index, String(job.config?.['index_name'] ?? '')));
  return [
    index.valid ? '' : strong('invalid: no query uses it'),
    prose(book.describe(index) ?? ''),
    index.constraint === null ? '' : say`${own?.form ?? 'constraint'} ${code(own?.bare ?? unquoted(index.constraint))}`,
    ...foreign.map((constraint) => say`foreign key ${code(constraint.bare)}`),
    isTimeIndex(book, index) ? 'rows by time' : '',
    reorder ? 'order of the reorder policy' : '',
    !reorder && isNamed(index, relation?.clusteredOn ?? '') ? 'order of CLUSTER' : '',
    isNamed(index, relation?.replicaIdentity ?? '') ? 'replica identity' : '',
  ];
}

/** A continuous aggregate's index that nobody named has a name that describes it, in the model. */
function isAutomatic(index: Index): boolean {
  return index.name === index.bare;
}

/** The index on time alone that create_hypertable makes. */
function isTimeIndex(book: Book, index: Index): boolean {
  const time = book.hypertables.get(index.relation)?.dimensions[0]?.column;
  return time !== undefined && index.columns.length === 1 && unquoted(index.columns[0] ?? '') === time;
}

/** Whether a text names an object, be it bare or qualified. */
function isNamed(object: { name: string; bare: string }, name: string): boolean {
  return name !== '' && (object.name === name || object.bare === name);
}

/** Whether an index begins with these columns, in any order: then it finds the rows of a key. */
function leads(index: Index, columns: readonly string[]): boolean {
  const first = new Set(index.columns.slice(0, columns.length).map(unquoted));
  return columns.length > 0 && columns.every((column) => first.has(column));
}
