import type { Index } from '../../catalog/model.ts';
import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { text } from '../../markdown/text.ts';
import { unquoted } from '../../sql/names.ts';
import type { Book } from '../book.ts';

/** The indexes with the reason that each serves, where its comment or the schema says so. */
export function indexTable(book: Book, relation: string): string | null {
  const found = table(
    ['Index', 'Definition', 'Serves'],
    book
      .indexesOf(relation)
      .map((index) => [
        isAutomatic(index) ? 'named by TimescaleDB' : code(index.bare),
        `${index.unique ? 'unique ' : ''}${code(index.definition)}${index.tablespace === null ? '' : ` in tablespace ${code(index.tablespace)}`}`,
        reasons(book, index).join('<br>'),
      ]),
  );
  return found && blocks('**Indexes**', found);
}

function reasons(book: Book, index: Index): string[] {
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
    index.valid ? '' : '**invalid: no query uses it**',
    text(book.describe(index) ?? ''),
    index.constraint === null ? '' : `${own?.form ?? 'constraint'} ${code(own?.bare ?? unquoted(index.constraint))}`,
    ...foreign.map((constraint) => `foreign key ${code(constraint.bare)}`),
    isTimeIndex(book, index) ? 'rows by time' : '',
    reorder ? 'order of the reorder policy' : '',
    !reorder && isNamed(index, relation?.clusteredOn ?? '') ? 'order of CLUSTER' : '',
    isNamed(index, relation?.replicaIdentity ?? '') ? 'replica identity' : '',
  ].filter(Boolean);
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
