import type { Job, SchemaModel, Sequence } from '../catalog/model.ts';
import { SchemaPair } from '../diff/schema-pair.ts';
import { scheduleArguments } from '../dump/timescaledb/jobs.ts';
import { intervalArgument, jsonbLiteral, routineArgument } from '../dump/timescaledb/values.ts';
import { withoutSchema } from '../sql/names.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { alterDomain, alterType } from './alter-types.ts';
import { type Changed, firstOf, OWNER, ownerOnly, toOwner } from './changed.ts';
import { jobQuery } from './drop.ts';
import { columnOf, sequenceOf } from './fates.ts';
import type { Piece } from './pieces.ts';
import type { NoWay, Way } from './table.ts';

/**
 * How a piece that is in both schemas is brought into its new form where it stands; undefined where it is dropped and made
 * again. Tables have rules of their own.
 */
export function alterPiece(changed: Changed): Way | NoWay | undefined {
  const found = RULES[changed.before.kind]?.(changed);
  if (found === undefined || !('sql' in found)) return found;
  const { before, after, pair, place } = changed;
  const back = RULES[before.kind]?.({
    before: after,
    after: before,
    pair: new SchemaPair(pair.after.model, pair.before.model, pair.timescaledb),
    place,
  });
  return { ...found, undo: back !== undefined && 'sql' in back ? back.sql : found.undo };
}

const RULES: { readonly [kind: string]: (changed: Changed) => Way | NoWay | undefined } = {
  schema: (changed) => ownerOnly(changed),
  routine,
  view,
  'materialized view': (changed) => ownerOnly(changed),
  'continuous aggregate': aggregate,
  type: alterType,
  domain: (changed) => alterDomain(changed) ?? ownerOnly(changed),
  sequence,
  identity,
  collation: (changed) => ownerOnly(changed),
  statistics: (changed) => ownerOnly(changed),
  publication: (changed) => ownerOnly(changed),
  index: ({ before, after }) => (firstOf(before) === firstOf(after) ? { sql: [], undo: [] } : undefined),
  comment: ({ after }) => ({ sql: after.statements, undo: [] }),
  'built-in job': ({ after }) => ({ sql: after.statements, undo: [] }),
  columnstore,
  hypertable,
  job,
};

/** CREATE OR REPLACE keeps owner, grants and whatever uses it; it takes another body, not another result. */
function routine(changed: Changed): Way | undefined {
  const { before, after, pair } = changed;
  const [old, now] = [pair.before, pair.after].map((side) => side.find('routines', after.name));
  if (old === undefined || now === undefined) return undefined;
  const kept =
    old.form === now.form && old.form !== 'aggregate' && old.result === now.result && old.arguments === now.arguments;
  if (!kept) return ownerOnly(changed);
  const owner = toOwner(before, after);
  if (firstOf(before) === firstOf(after)) return owner;
  return { ...owner, sql: [firstOf(after).replace(/^CREATE /, 'CREATE OR REPLACE '), ...owner.sql] };
}

/** CREATE OR REPLACE VIEW takes more columns behind those that are there. */
function view(changed: Changed): Way | undefined {
  const { before, after, pair } = changed;
  const shape = (side: SchemaPair['before']): string[] =>
    side
      .columnsOf(after.name)
      .sort((a, b) => a.position - b.position)
      .map(({ bare, type, collation }) => JSON.stringify([bare, type, collation]));
  const [old, now] = [shape(pair.before), shape(pair.after)];
  const others = (piece: Piece): string =>
    piece.statements.filter((one) => one !== firstOf(piece) && !OWNER.test(one)).join('\n');
  if (others(before) !== others(after) || old.some((one, i) => one !== now[i])) return undefined;
  const owner = toOwner(before, after);
  if (firstOf(before) === firstOf(after)) return owner;
  return { ...owner, sql: [firstOf(after).replace(/^CREATE /, 'CREATE OR REPLACE '), ...owner.sql] };
}

/** Of a continuous aggregate everything but its query can be altered. */
function aggregate({ before, after, pair, place }: Changed): Way | undefined {
  const { name } = after;
  const [old, now] = [pair.before.aggregate(name), pair.after.aggregate(name)];
  if (old === undefined || now === undefined) return undefined;
  const same =
    old.query === now.query &&
    old.source === now.source &&
    old.invalidateUsing === now.invalidateUsing &&
    JSON.stringify(old.addedColumns) === JSON.stringify(now.addedColumns) &&
    (old.granularRefresh === now.granularRefresh || now.granularRefresh);
  if (!same) return undefined;
  const sql: string[] = [];
  const set = (option: string): number => sql.push(`ALTER MATERIALIZED VIEW ${name} SET (${option});`);
  if (old.materializedOnly !== now.materializedOnly) {
    // TimescaleDB refuses it over row security, which nobody misses within one transaction.
    const secured = [pair.before, pair.after].every((side) =>
      ['on', 'forced'].includes(String(side.relation(old.source)?.rowSecurity)),
    );
    if (secured) sql.push(`ALTER TABLE ${old.source} DISABLE ROW LEVEL SECURITY;`);
    set(`timescaledb.materialized_only = ${now.materializedOnly}`);
    if (secured) sql.push(`ALTER TABLE ${old.source} ENABLE ROW LEVEL SECURITY;`);
  }
  if (old.granularRefresh !== now.granularRefresh) set('timescaledb.enable_granular_refresh = true');
  if (old.chunkInterval !== now.chunkInterval) {
    sql.push(
      `SELECT ${place.extension}.set_chunk_time_interval(${quoteLiteral(name)}::regclass, ${intervalArgument(now.chunkInterval, now.bucketType)});`,
    );
  }
  const indexes = (side: SchemaPair['before']): Map<string, string> =>
    new Map(
      side
        .indexesOf(name)
        .map((one) => [
          JSON.stringify([one.name === one.bare ? '' : one.bare, one.unique, one.definition]),
          `CREATE ${one.unique ? 'UNIQUE ' : ''}INDEX${one.name === one.bare ? '' : ` ${quoteIdentifier(one.bare)}`} ON ${name} USING ${one.definition};`,
        ]),
    );
  const [had, has] = [indexes(pair.before), indexes(pair.after)];
  for (const [key] of had) if (!has.has(key)) sql.push(dropAggregateIndex(name, key));
  for (const [key, create] of has) if (!had.has(key)) sql.push(create);
  const owner = toOwner(before, after);
  return { ...owner, sql: [...sql, ...owner.sql] };
}

/** An aggregate's indexes are on its materialization, under names that may hold its number. */
function dropAggregateIndex(aggregate: string, key: string): string {
  const [bare, , definition] = JSON.parse(key) as [string, boolean, string];
  const which =
    bare === ''
      ? `pg_get_indexdef(i.indexrelid) LIKE '%USING ' || ${quoteLiteral(likeText(definition))}`
      : `c.relname = ${quoteLiteral(bare)}`;
  return `DO $do$ BEGIN EXECUTE (SELECT format('DROP INDEX %I.%I', n.nspname, c.relname) FROM _timescaledb_catalog.continuous_agg a JOIN _timescaledb_catalog.hypertable h ON h.id = a.mat_hypertable_id JOIN pg_index i ON i.indrelid = format('%I.%I', h.schema_name, h.table_name)::regclass JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE format('%I.%I', a.user_view_schema, a.user_view_name) = ${quoteLiteral(aggregate)} AND ${which} LIMIT 1); END $do$;`;
}

const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

function sequence({ before, after, pair }: Changed): Way | undefined {
  const [old, now] = [pair.before, pair.after].map((side) => side.find('sequences', after.name));
  if (old === undefined || now === undefined) return undefined;
  const sql: string[] = [];
  if (optionsOf(old) !== optionsOf(now)) sql.push(`ALTER SEQUENCE ${after.name} ${optionsOf(now)};`);
  if (old.persistence !== now.persistence) {
    sql.push(`ALTER SEQUENCE ${after.name} SET ${now.persistence === 'unlogged' ? 'UNLOGGED' : 'LOGGED'};`);
  }
  const owner = toOwner(before, after);
  return { ...owner, sql: [...sql, ...owner.sql] };
}

/** Its sequence keeps its name, or gets head's, and stands where it stood. */
function identity({ before, after, pair }: Changed): Way | undefined {
  const [old, now] = [sequenceOf(before, pair.before), sequenceOf(after, pair.after)];
  const column = columnOf(after, pair.after);
  if (old === undefined || now === undefined || column?.identity == null) return undefined;
  return {
    sql: [
      `ALTER TABLE ${after.on} ALTER COLUMN ${quoteIdentifier(column.bare)} SET GENERATED ${column.identity.toUpperCase()};`,
      ...(old.name === now.name ? [] : [`ALTER SEQUENCE ${old.name} RENAME TO ${withoutSchema(now.name)};`]),
      ...(optionsOf(old) === optionsOf(now) ? [] : [`ALTER SEQUENCE ${now.name} ${optionsOf(now)};`]),
    ],
    undo: [],
  };
}

function optionsOf({ type: of, start, increment, minimum, maximum, cache, cycle }: Sequence): string {
  return `AS ${of} START WITH ${start} INCREMENT BY ${increment} MINVALUE ${minimum} MAXVALUE ${maximum} CACHE ${cache} ${cycle ? 'CYCLE' : 'NO CYCLE'}`;
}

/** New settings are for chunks that are compressed from then on. What was set cannot be unset: it is switched off and on. */
function columnstore({ after, pair }: Changed): Way | undefined {
  const of = (side: SchemaPair['before']) => (side.hypertable(after.name) ?? side.aggregate(after.name))?.columnstore;
  const [old, now] = [of(pair.before), of(pair.after)];
  if (old == null || now == null) return undefined;
  const unset =
    (old.segmentBy !== null && now.segmentBy === null) ||
    (old.orderBy !== null && now.orderBy === null) ||
    (old.sparseIndexes !== null && now.sparseIndexes === null) ||
    (old.chunkInterval !== null && now.chunkInterval === null) ||
    (old.directCompress && !now.directCompress);
  return unset ? undefined : { sql: after.statements, undo: [] };
}

function hypertable({ after, pair, place }: Changed): Way | NoWay | undefined {
  const [old, now] = [pair.before.hypertable(after.name), pair.after.hypertable(after.name)];
  if (old === undefined || now === undefined) return undefined;
  const relation = `${quoteLiteral(after.name)}::regclass`;
  const sql: string[] = [];
  const call = (name: string, ...args: string[]): number =>
    sql.push(`SELECT ${place.extension}.${name}(${[relation, ...args].join(', ')});`);
  if (old.associatedSchema !== now.associatedSchema || old.associatedPrefix !== now.associatedPrefix) {
    return { copy: 'where its chunks live, and what they are called, is settled when a hypertable is made' };
  }
  if (JSON.stringify(old.adaptiveChunking) !== JSON.stringify(now.adaptiveChunking)) {
    return { copy: 'adaptive chunking is settled when a hypertable is made' };
  }
  if (old.dimensions.length !== now.dimensions.length) return { copy: 'it gets other dimensions' };
  for (const [i, dimension] of now.dimensions.entries()) {
    const was = old.dimensions[i];
    if (
      was === undefined ||
      was.column !== dimension.column ||
      was.form !== dimension.form ||
      was.type !== dimension.type ||
      was.partitioningFunction !== dimension.partitioningFunction
    ) {
      return { copy: 'it is partitioned otherwise' };
    }
    const name = quoteLiteral(dimension.column);
    if (was.interval !== dimension.interval) {
      call(
        'set_chunk_time_interval',
        intervalArgument(dimension.interval ?? '0', dimension.type),
        `dimension_name => ${name}`,
      );
    }
    if (was.partitions !== dimension.partitions) call('set_number_partitions', String(dimension.partitions), name);
    if (was.integerNowFunction !== dimension.integerNowFunction) {
      if (dimension.integerNowFunction === null) return { copy: 'a function for now is never taken away' };
      call('set_integer_now_func', routineArgument(dimension.integerNowFunction), 'replace_if_exists => true');
    }
  }
  const moved = tablespaces(old.tablespaces, now.tablespaces, pair, after.name);
  if (moved) return { copy: 'the tablespaces of its chunks change' };
  return { sql, undo: [] };
}

function tablespaces(old: string[], now: string[], { before, after }: SchemaPair, name: string): boolean {
  return (
    JSON.stringify(old) !== JSON.stringify(now) ||
    before.relation(name)?.tablespace !== after.relation(name)?.tablespace
  );
}

/** alter_job keeps the history of a job; it is no way for some, which are removed and added. */
function job({ after, pair, place }: Changed): Way | undefined {
  const [old, now] = [pair.before, pair.after].map((side) => side.model.jobs.find(({ name }) => name === after.name));
  if (old === undefined || now === undefined) return undefined;
  const moved =
    old.procedure !== now.procedure ||
    old.owner !== now.owner ||
    old.timeType !== now.timeType ||
    old.check !== now.check ||
    (old.title !== now.title && now.title === null) ||
    JSON.stringify(Object.keys(old.config ?? {})) !== JSON.stringify(Object.keys(now.config ?? {}));
  const counted = now.timeType !== null && /int/.test(now.timeType);
  const stacked =
    now.form === 'refresh policy' &&
    pair.after.aggregate(pair.after.aggregate(now.relation ?? '')?.source ?? '') !== undefined;
  if (moved || counted || stacked || ownerChanges(now, pair)) return undefined;
  const config =
    JSON.stringify(old.config) === JSON.stringify(now.config) || now.config === null
      ? []
      : [`config => j.config || ${jsonbLiteral(now.config)}`];
  if (now.procedure.startsWith('_timescaledb_') && now.form === 'job') return undefined;
  const settings = [...scheduleArguments(now, true), ...config].join(', ');
  return {
    sql: [
      `SELECT ${place.extension}.alter_job(j.id, ${settings}) FROM ${place.jobTable} j WHERE j.id = (${jobQuery(old, place)});`,
    ],
    undo: [],
  };
}

function ownerChanges({ relation }: Job, { before, after }: SchemaPair): boolean {
  return relation !== null && before.relation(relation)?.owner !== after.relation(relation)?.owner;
}

/** The role that owns an object of either model, as statements name it. */
export function ownerOf(name: string, model: SchemaModel): string {
  const found = [
    ...model.relations,
    ...model.routines,
    ...model.schemas,
    ...model.sequences,
    ...model.types,
    ...model.others,
  ].find((one) => one.name === name);
  return found?.owner ?? 'CURRENT_USER';
}
