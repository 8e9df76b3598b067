import { quoteIdentifier, quoteLiteral } from '../../../../src/sql/quote.ts';
import type { Column, Relation, World } from '../world.ts';
import { isInteger } from './hypertables.ts';

/** Turns the columnstore on, with all of its settings, some or none. */
export function columnstore(world: World): void {
  const { chance } = world;
  const candidates = [...world.hypertables(), ...world.aggregates()].filter(
    ({ marks }) => !marks.has('row security') && !marks.has('columnstore') && !marks.has('unlogged'),
  );
  if (candidates.length === 0) return;
  const relation = chance.pick(candidates);
  relation.marks.add('columnstore');
  const isTable = relation.form === 'table';
  const settings = [chance.pick(['timescaledb.compress', 'timescaledb.enable_columnstore = true'])];
  const possible = (isTable ? relation.columns : relation.grouped).filter(
    ({ group }) => group !== 'other' && group !== 'time',
  );
  const segmentBy = chance.maybe(60) ? chance.some(possible, 0, 3) : undefined;
  const orderBy = chance.maybe(50) ? orders(world, relation, segmentBy ?? []) : undefined;
  if (segmentBy !== undefined) settings.push(`timescaledb.compress_segmentby = ${quoteLiteral(list(segmentBy))}`);
  if (orderBy !== undefined) settings.push(`timescaledb.compress_orderby = ${quoteLiteral(orderBy.join(', '))}`);
  const type = relation.time?.type ?? 'timestamptz';
  if (chance.maybe(25) && isTable && !relation.marks.has('interval')) {
    settings.push(`timescaledb.compress_chunk_time_interval = '${isInteger(type) ? '2000' : '60 days'}'`);
  }
  const kind = isTable ? 'TABLE' : 'MATERIALIZED VIEW';
  const feature = `columnstore of ${isTable ? 'hypertable' : 'aggregate'}: ${segmentBy === undefined ? 'no' : segmentBy.length === 0 ? 'empty' : 'a'} segmentby, ${orderBy === undefined ? 'no' : 'a'} orderby`;
  world.add(feature, `ALTER ${kind} ${relation.sql} SET (${settings.join(', ')});`, {
    makes: [`${relation.id} columnstore`],
    uses: [isTable ? `${relation.id} hypertable` : relation.id],
    changes: [`${relation.id} columnstore`, `${relation.id} hypertable`, `${relation.id} columns`],
    minds: [`${relation.id} row security`, `${relation.id} indexes`],
  });
}

function orders(world: World, relation: Relation, taken: readonly Column[]): string[] {
  const { chance } = world;
  const time = relation.time?.column;
  const others = relation.columns.filter(
    (column) => column !== time && !taken.includes(column) && column.group !== 'other' && column.group !== 'boolean',
  );
  const chosen = relation.form === 'table' ? chance.some(others, 0, 2) : [];
  const columns = time === undefined ? chosen : chance.maybe(70) ? [time, ...chosen] : [...chosen, time];
  return columns.map(
    ({ sql }) =>
      `${sql}${chance.pick(['', ' DESC', ' ASC', ' NULLS FIRST', ' DESC NULLS LAST', ' ASC NULLS LAST', ' DESC NULLS FIRST'])}`,
  );
}

const list = (columns: readonly Column[]): string => columns.map(({ name }) => quoteIdentifier(name)).join(', ');

export function chunkSkipping(world: World): void {
  const { chance } = world;
  const candidates = world.hypertables().filter(({ marks }) => marks.has('columnstore'));
  if (candidates.length === 0) return;
  const relation = chance.pick(candidates);
  const columns = relation.columns.filter(
    (column) =>
      !relation.dimensions.includes(column) &&
      /^(smallint|integer|bigint|date|timestamp with time zone)$/.test(column.type),
  );
  const column = columns.find(({ name }) => !relation.marks.has(`skips ${name}`));
  if (column === undefined) return;
  relation.marks.add(`skips ${column.name}`);
  world.add(
    'chunk skipping',
    `SET timescaledb.enable_chunk_skipping = on;\nSELECT enable_chunk_skipping(${quoteLiteral(relation.sql)}, ${quoteLiteral(column.name)});\nRESET timescaledb.enable_chunk_skipping;`,
    { uses: [`${relation.id} columnstore`], minds: [`${relation.id} columns`] },
  );
}
