import { addersOf } from '../catalog/policies.ts';
import type { Change } from '../diff/change.ts';
import type { SourceStatement } from '../sql/sources.ts';
import { type Lexeme, lexemes, readName, statementHead } from '../sql/statement.ts';
import { mentioning, namesIn, partsOf } from './mentions.ts';
import type { Problem } from './types.ts';

/** The statement that a problem is best shown at; undefined where no script names its object. */
export function locate(
  { object, at, near, naming: also = [] }: Problem,
  statements: readonly SourceStatement[],
): SourceStatement | undefined {
  if (at !== undefined || object === null) return at;
  const naming = mentioning(statements, object);
  const isAbout = (one: SourceStatement): boolean => {
    const { kind, name } = statementHead(one.sql);
    const parts = partsOf(object);
    return kind !== null && name.length > 0 && name.join('.') === parts.slice(-name.length).join('.');
  };
  const created = naming.find((one) => creates(one, object));
  if (near === 'created') return created ?? naming[0];
  for (const word of near ?? []) {
    const saying = naming.filter(({ sql }) => sql.toLowerCase().includes(word));
    // What names the object in passing (as what its own key refers to) did not make what was found.
    const about = saying.filter(isAbout);
    const told = about.filter((one) => also.every((name) => namesIn(one).all.has(name)));
    const found = told.at(-1) ?? about.at(-1) ?? saying.at(-1);
    if (found !== undefined) return found;
  }
  return near === undefined ? naming.at(-1) : (created ?? naming.at(-1));
}

/** True where a statement creates the object, or the table of the column. */
export function creates({ sql }: SourceStatement, object: string): boolean {
  const { verb, name } = statementHead(sql);
  const parts = partsOf(object);
  const own = (length: number): boolean => name.join('.') === parts.slice(0, length).slice(-name.length).join('.');
  return verb === 'create' && name.length > 0 && (own(parts.length) || (parts.length > 2 && own(parts.length - 1)));
}

/** What the statement says that sets a property, by the beginning of the property's words; the best first. */
const SETTERS: readonly [RegExp, readonly string[]][] = [
  [/^retention/, addersOf('retention policy')],
  [/^refresh/, addersOf('refresh policy')],
  [/^(columnstore|compress)/, addersOf('columnstore policy')],
  [/^chunk interval/, ['set_chunk_time_interval', 'chunk_time_interval', 'create_hypertable']],
  [/^partitioning/, ['create_hypertable', 'tsdb.hypertable', 'timescaledb.hypertable']],
  [/^segment by/, ['segmentby']],
  [/^order by/, ['orderby']],
];

/** What puts rows into a table. */
const WRITERS = ['insert', 'copy', 'update', 'merge'];

/**
 * The statement of the head that brings a change about; undefined where none does, as for what was dropped, or where it
 * cannot be told.
 */
export function placeChange(change: Change, statements: readonly SourceStatement[]): SourceStatement | undefined {
  const { object, property, to, collection, kind } = change;
  if (to === null) return undefined;
  if (kind === 'rows') {
    const at = locate({ object, message: '', near: WRITERS }, statements);
    return at !== undefined && WRITERS.some((word) => at.sql.toLowerCase().startsWith(word)) ? at : undefined;
  }
  if (property === null || !['jobs', 'hypertables', 'continuousAggregates'].includes(collection)) {
    const at = locate({ object, message: '', near: 'created' }, statements);
    if (at === undefined && collection === 'indexes' && change.relation !== null) {
      return locateIndex(object, change.relation, statements);
    }
    return at !== undefined && (creates(at, object) || adds(at, collection)) ? at : undefined;
  }
  const words = SETTERS.find(([pattern]) => pattern.test(property))?.[1] ?? [];
  const at = locate({ object, message: '', near: words }, statements);
  return at !== undefined && words.some((word) => at.sql.toLowerCase().includes(word)) ? at : undefined;
}

/** A part of a table may come with ALTER TABLE: the first statement that names it. */
function adds({ sql }: SourceStatement, collection: Change['collection']): boolean {
  const { verb, kind } = statementHead(sql);
  return (collection === 'columns' || collection === 'constraints') && verb === 'alter' && kind === 'table';
}

/**
 * The statement that makes an index whose name PostgreSQL chose: the CREATE INDEX ON of its columns, or the one that
 * creates its table, with the keys.
 */
export function locateIndex(
  index: string,
  relation: string,
  statements: readonly SourceStatement[],
): SourceStatement | undefined {
  const naming = mentioning(statements, relation);
  const name = partsOf(index).at(-1) ?? '';
  const table = partsOf(relation).at(-1) ?? '';
  const made = naming.filter(({ sql }) => chosenName(sql, table) === name.replace(/(?<=_idx)\d+$/, ''));
  // The second of the same columns has 1 behind it.
  return made[Number(/_idx(\d+)$/.exec(name)?.[1] ?? 0)] ?? made[0] ?? naming.find((one) => creates(one, relation));
}

/** The name of an unnamed index: table, columns (ChooseIndexName in PostgreSQL's src/backend/commands/indexcmds.c). */
function chosenName(sql: string, table: string): string | undefined {
  const { verb, kind, name, on } = statementHead(sql);
  if (verb !== 'create' || kind !== 'index' || name.length > 0 || on.at(-1) !== table) return undefined;
  const columns: string[] = [];
  const tokens = lexemes(sql);
  let depth = 0;
  for (const [at, { text }] of tokens.entries()) {
    if (/^(where|with|tablespace)$/i.test(text) && depth === 0) break;
    if (text === ')') depth--;
    if (depth === (text === '(' ? 0 : 1) && (text === '(' || text === ',')) columns.push(columnName(tokens, at + 1));
    if (text === '(') depth++;
  }
  return `${table}_${columns.join('_')}_idx`;
}

/** A column's name, or a function's; any other expression is called expr. */
function columnName(tokens: readonly Lexeme[], at: number): string {
  return readName(tokens, at).parts.at(-1) ?? 'expr';
}
