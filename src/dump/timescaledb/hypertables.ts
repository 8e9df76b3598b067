import type { Columnstore, Dimension, Hypertable, OrderBy } from '../../catalog/model.ts';
import { durationText } from '../../sql/interval.ts';
import { unquoted } from '../../sql/names.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { intervalArgument, routineArgument, sessionSetting } from './values.ts';

/**
 * The statements that turn a plain table into the hypertable. The old form of create_hypertable is in every version and
 * the only one that takes an associated schema and prefix; default indexes are among the table's own.
 *
 * @param own the tablespace of the table itself, quoted; null for the database's default
 * @param schema schema of the extension, quoted
 */
export function hypertableStatements(hypertable: Hypertable, own: string | null, schema: string): string[] {
  const relation = `${quoteLiteral(hypertable.name)}::regclass`;
  const [first, ...others] = hypertable.dimensions;
  if (first === undefined) return [];
  const call = (name: string, ...args: string[]): string => `SELECT ${schema}.${name}(${args.join(', ')});`;
  const statements = [
    call(
      'create_hypertable',
      relation,
      quoteLiteral(first.column),
      `chunk_time_interval => ${intervalArgument(first.interval ?? '0', first.type)}`,
      'create_default_indexes => false',
      ...optional('associated_schema_name', hypertable.associatedSchema),
      ...optional('associated_table_prefix', hypertable.associatedPrefix),
      ...procedure('time_partitioning_func', first.partitioningFunction),
    ),
    ...others.map((dimension) =>
      call('add_dimension', relation, quoteLiteral(dimension.column), ...dimensionArguments(dimension)),
    ),
  ];
  for (const dimension of hypertable.dimensions) {
    if (dimension.integerNowFunction === null) continue;
    statements.push(call('set_integer_now_func', relation, routineArgument(dimension.integerNowFunction)));
  }
  const { adaptiveChunking, granularRefresh } = hypertable;
  if (adaptiveChunking !== null) {
    const size = `chunk_target_size => ${quoteLiteral(`${adaptiveChunking.kilobytes}kB`)}`;
    const sizing = `chunk_sizing_func => ${routineArgument(adaptiveChunking.sizingFunction)}`;
    statements.push(call('set_adaptive_chunking', relation, size, sizing));
  }
  if (granularRefresh !== null) {
    const options = [
      setting('granular_refresh_column', granularRefresh.column),
      setting('granular_refresh_start_offset', granularRefresh.startOffset),
      setting('granular_refresh_end_offset', granularRefresh.endOffset),
    ];
    statements.push(`ALTER TABLE ${hypertable.name} SET (${options.join(', ')});`);
  }
  statements.push(...tablespaceStatements(hypertable, own, relation, call));
  return statements;
}

/**
 * The tablespaces of the chunks, in the order in which they are taken in turn. create_hypertable attaches the table's own;
 * detaching that one puts the table back into the default, and the first that is attached to a table there moves it.
 * Where the table is to stand elsewhere, it is moved as a plain one: ALTER TABLE on a hypertable attaches and detaches.
 */
function tablespaceStatements(
  { name, tablespaces }: Hypertable,
  own: string | null,
  relation: string,
  call: (name: string, ...args: string[]) => string,
): string[] {
  const statements: string[] = [];
  const wanted = own === null ? null : unquoted(own);
  let stands = wanted;
  if (wanted !== null && tablespaces[0] !== wanted) {
    statements.push(call('detach_tablespace', quoteLiteral(wanted), relation));
    stands = null;
  }
  for (const tablespace of tablespaces) {
    statements.push(call('attach_tablespace', quoteLiteral(tablespace), relation, 'if_not_attached => true'));
    if (tablespace !== DEFAULT_TABLESPACE) stands ??= tablespace;
  }
  if (stands === wanted) return statements;
  return [
    ...statements,
    sessionSetting('timescaledb.restoring', 'on'),
    `ALTER TABLE ${name} SET TABLESPACE ${own ?? DEFAULT_TABLESPACE};`,
    sessionSetting('timescaledb.restoring', 'off'),
  ];
}

const DEFAULT_TABLESPACE = 'pg_default';

function dimensionArguments(dimension: Dimension): string[] {
  const size =
    dimension.form === 'hash'
      ? `number_partitions => ${dimension.partitions}`
      : `chunk_time_interval => ${intervalArgument(dimension.interval ?? '0', dimension.type)}`;
  return [size, ...procedure('partitioning_func', dimension.partitioningFunction)];
}

/**
 * The statement that turns the columnstore on, under the option names that every version knows. Null settings are left
 * to TimescaleDB, as the source leaves them.
 *
 * @param kind `TABLE` for a hypertable, `MATERIALIZED VIEW` for a continuous aggregate
 */
export function columnstoreStatements(
  name: string,
  kind: 'TABLE' | 'MATERIALIZED VIEW',
  columnstore: Columnstore,
): string[] {
  const options = ['timescaledb.compress'];
  const { segmentBy, orderBy, sparseIndexes, chunkInterval } = columnstore;
  if (segmentBy !== null) options.push(setting('compress_segmentby', segmentBy.map(quoteIdentifier).join(', ')));
  if (orderBy !== null && orderBy.length > 0)
    options.push(setting('compress_orderby', orderBy.map(orderText).join(', ')));
  if (sparseIndexes !== null) options.push(setting('compress_index', sparseIndexes.join(', ')));
  // Always an interval: for an integer column TimescaleDB takes its microseconds for units.
  if (chunkInterval !== null) options.push(setting('compress_chunk_time_interval', durationText(chunkInterval)));
  const statements = [`ALTER ${kind} ${name} SET (${options.join(', ')});`];
  if (columnstore.directCompress) statements.push(`ALTER ${kind} ${name} SET (timescaledb.direct_compress);`);
  return statements;
}

/** Chunk skipping must be switched on for the session that asks for it; the setting came later (2.17.1) than it (2.16). */
export function chunkSkippingStatements(hypertable: Hypertable, schema: string): string[] {
  if (hypertable.chunkSkipping.length === 0) return [];
  return [
    sessionSetting('timescaledb.enable_chunk_skipping', 'on'),
    ...hypertable.chunkSkipping.map(
      (column) =>
        `SELECT ${schema}.enable_chunk_skipping(${quoteLiteral(hypertable.name)}::regclass, ${quoteLiteral(column)});`,
    ),
    sessionSetting('timescaledb.enable_chunk_skipping', 'off'),
  ];
}

function orderText({ column, descending, nullsFirst }: OrderBy): string {
  const nulls = descending === nullsFirst ? '' : nullsFirst ? ' NULLS FIRST' : ' NULLS LAST';
  return `${quoteIdentifier(column)}${descending ? ' DESC' : ''}${nulls}`;
}

function setting(name: string, value: string): string {
  return `timescaledb.${name} = ${quoteLiteral(value)}`;
}

function optional(argument: string, value: string | null): string[] {
  return value === null ? [] : [`${argument} => ${quoteLiteral(value)}`];
}

function procedure(argument: string, value: string | null): string[] {
  return value === null ? [] : [`${argument} => ${routineArgument(value)}`];
}
