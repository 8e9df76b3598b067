import type { ContinuousAggregate, Index, Owner } from '../../catalog/model.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { splitAddedColumns } from './added-columns.ts';
import { intervalArgument, sessionSetting } from './values.ts';

/** 2.20 and later take window functions only where the session says so. */
const WINDOW_FUNCTIONS = 'timescaledb.enable_cagg_window_functions';

/**
 * The statements that make a continuous aggregate: its query (pg_dump only knows a view over a table that it leaves
 * out), chunk interval, owner (before its policies, which take theirs from it) and indexes.
 */
export function aggregateStatements(
  aggregate: ContinuousAggregate,
  owner: Owner,
  indexes: readonly Index[],
  schema: string,
): string[] {
  const options = [
    'timescaledb.continuous',
    `timescaledb.materialized_only = ${aggregate.materializedOnly}`,
    'timescaledb.create_group_indexes = false',
    ...(aggregate.invalidateUsing === null
      ? []
      : [`timescaledb.invalidate_using = ${quoteLiteral(aggregate.invalidateUsing)}`]),
  ];
  const { name } = aggregate;
  const windows = /\bOVER\b/.test(aggregate.query);
  const added = splitAddedColumns(aggregate);
  return [
    ...(windows ? [sessionSetting(WINDOW_FUNCTIONS, 'on')] : []),
    `CREATE MATERIALIZED VIEW ${name} WITH (${options.join(', ')}) AS\n${added.query}\n  WITH NO DATA;`,
    ...(windows ? [sessionSetting(WINDOW_FUNCTIONS, 'off')] : []),
    ...added.statements,
    `SELECT ${schema}.set_chunk_time_interval(${quoteLiteral(name)}::regclass, ${intervalArgument(aggregate.chunkInterval, aggregate.bucketType)});`,
    ...(aggregate.granularRefresh
      ? [`ALTER MATERIALIZED VIEW ${name} SET (timescaledb.enable_granular_refresh = true);`]
      : []),
    ...(owner === null ? [] : [`ALTER MATERIALIZED VIEW ${name} OWNER TO ${owner};`]),
    ...indexes.flatMap((index) => indexStatements(index)),
  ];
}

/** An index whose name PostgreSQL chose is known by what it covers, and is given no name here either. */
function indexStatements(index: Index): string[] {
  const automatic = index.name === index.bare;
  const name = automatic ? '' : ` ${quoteIdentifier(index.bare)}`;
  return [`CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX${name} ON ${index.relation} USING ${index.definition};`];
}
