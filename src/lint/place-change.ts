import { addersOf } from '../catalog/policies.ts';
import type { Change } from '../diff/change.ts';
import type { SourceStatement } from '../sql/sources.ts';
import { statementHead } from '../sql/statement.ts';
import { creates, locate } from './locate.ts';
import { locateIndex } from './locate-index.ts';

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

/**
 * The statement of the head that brings a change about; undefined where none does, as for what was dropped, or where it
 * cannot be told.
 */
export function placeChange(change: Change, statements: readonly SourceStatement[]): SourceStatement | undefined {
  const { object, property, to, collection } = change;
  if (to === null) return undefined;
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
