import type { Index } from '../../catalog/model.ts';
import { unquoted } from '../../sql/names.ts';
import { type Block, blocks, code, type Inline, join, lines, prose, say, strong, table, title } from '../content.ts';
import type { Lookup } from '../lookup.ts';

/** The indexes with the reason that each serves, where its comment or the schema says so. */
export function indexTable(lookup: Lookup, relation: string): readonly Block[] {
  const found = table(
    ['Index', 'Definition', 'Serves'],
    lookup
      .indexesOf(relation)
      .map((index) => [
        isAutomatic(index) ? 'named by TimescaleDB' : code(index.bare),
        say`${index.unique ? 'unique ' : ''}${code(index.definition)}${index.tablespace === null ? '' : say` in tablespace ${code(index.tablespace)}`}`,
        lines(reasons(lookup, index)),
      ]),
  );
  return found === null ? [] : blocks(title('Indexes'), found);
}

function reasons(lookup: Lookup, index: Index): Inline[] {
  const relation = lookup.relations.get(index.relation);
  const constraints = lookup.constraintsOf(index.relation);
  const own = constraints.find((one) => one.name === `${index.relation}.${index.constraint}`);
  const foreign = constraints.filter(
    (constraint) => constraint.form === 'foreign key' && leads(index, constraint.columns),
  );
  const reorder = lookup
    .jobsOf(index.relation)
    .some((job) => job.form === 'reorder policy' && isNamed(index, String(job.config?.['index_name'] ?? '')));
  const said = prose(lookup.describe(index) ?? '');
  return [
    index.valid ? '' : strong('invalid: no query uses it'),
    said,
    index.constraint === null ? '' : say`${own?.form ?? 'constraint'} ${code(own?.bare ?? unquoted(index.constraint))}`,
    ...foreign.map((constraint) => say`foreign key ${code(constraint.bare)}`),
    said === '' ? byTime(lookup, index) : '',
    reorder ? 'order of the reorder policy' : '',
    !reorder && isNamed(index, relation?.clusteredOn ?? '') ? 'order of CLUSTER' : '',
    isNamed(index, relation?.replicaIdentity ?? '') ? 'replica identity' : '',
  ];
}

/** A continuous aggregate's index that nobody named has a name that describes it, in the model. */
function isAutomatic(index: Index): boolean {
  return index.name === index.bare;
}

/**
 * What an index that ends with the time column of a hypertable finds: all rows by time, as the one that create_hypertable
 * makes, or those of one symbol by time. Of an index that stands for a constraint, or for some rows alone, that is not the point.
 */
function byTime(lookup: Lookup, index: Index): Inline {
  const time = lookup.hypertables.get(index.relation)?.dimensions[0]?.column;
  const columns = index.columns.map(unquoted);
  const last = columns.pop();
  if (time === undefined || last !== time) return '';
  if (columns.length === 0) return 'rows by time';
  const known = new Set(lookup.columnsOf(index.relation).map((column) => column.bare));
  const plain = /^btree \([^()]*\)$/.test(index.definition) && columns.every((column) => known.has(column));
  if (!plain || index.constraint !== null) return '';
  return say`rows of one ${join(columns.map(code), ' and ')} by time`;
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
