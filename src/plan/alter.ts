import type { Job, SchemaModel, Sequence } from '../catalog/model.ts';
import { SchemaPair } from '../diff/schema-pair.ts';
import { scheduleArguments } from '../dump/timescaledb/jobs.ts';
import { intervalArgument, jsonbLiteral, routineArgument } from '../dump/timescaledb/values.ts';
import { elementType, withoutSchema } from '../sql/names.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { jobQuery, type Place } from './drop.ts';
import { columnOf, sequenceOf } from './fates.ts';
import type { Piece } from './pieces.ts';
import type { NoWay, Way } from './table.ts';

/** What a rule for a piece that changed may ask. */
export interface Changed {
  before: Piece;
  after: Piece;
  pair: SchemaPair;
  place: Place;
}

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
  type,
  domain: (changed) => domain(changed) ?? ownerOnly(changed),
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

const firstOf = ({ statements }: Piece): string =>
  statements.find((statement) => /^CREATE\b/.test(statement)) ?? statements[0] ?? '';

/** Statements that differ in ALTER … OWNER TO alone. */
function ownerOnly({ before, after }: Changed): Way | undefined {
  const [old, now] = [before, after].map(({ statements }) => statements.filter((one) => !OWNER.test(one)).join('\n'));
  return old === now ? toOwner(before, after) : undefined;
}

const OWNER = /^ALTER [^]* OWNER TO (?:"(?:[^"]|"")*"|\S+);$/;

/** The ALTER … OWNER TO of the new form, or one that gives it back to whoever runs the plan. */
function toOwner(before: Piece, after: Piece): Way {
  const [old, now] = [before, after].map(({ statements }) => statements.find((one) => OWNER.test(one)));
  if (old === now) return { sql: [], undo: [] };
  const sql = now ?? (old as string).replace(/(?<= OWNER TO )(?:"(?:[^"]|"")*"|[^\s;]+);$/, 'CURRENT_USER;');
  return { sql: [sql], undo: [], owner: true };
}

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
  if (old.materializedOnly !== now.materializedOnly) set(`timescaledb.materialized_only = ${now.materializedOnly}`);
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

interface Attribute {
  name: string;
  type: string;
  collation: string | null;
}

/** Attributes that are new come last, as ALTER TYPE puts them. What a typed table is made of is made anew with it. */
function composite(changed: Changed): Way | NoWay | undefined {
  const { after, before, pair } = changed;
  const [old, now] = [pair.before, pair.after].map(
    (side) => (side.find('types', after.name)?.definition ?? []) as unknown as Attribute[],
  ) as [Attribute[], Attribute[]];
  const words = ({ name, type, collation }: Attribute): string =>
    `${quoteIdentifier(name)} ${type}${collation === null ? '' : ` COLLATE ${collation}`}`;
  const is = (list: readonly Attribute[], one: Attribute): boolean => list.some(({ name }) => name === one.name);
  const kept = old.filter((one) => is(now, one));
  const added = now.filter((one) => !is(old, one));
  const dropped = old.filter((one) => !is(now, one));
  if (added.length === 0 && dropped.length === 0) return ownerOnly(changed);
  if (pair.before.model.relations.some(({ ofType }) => ofType === after.name)) return undefined;
  if ([...kept, ...added].map(words).join() !== now.map(words).join()) {
    return pair.before.model.columns.some(({ type: used }) => elementType(used) === after.name)
      ? {
          refused: 'columns have it, and ALTER TYPE adds attributes behind those that are there: put the new ones last',
        }
      : undefined;
  }
  const owner = toOwner(before, after);
  const alter = (action: string): string => `ALTER TYPE ${after.name} ${action};`;
  return {
    ...owner,
    sql: [
      ...dropped.map(({ name }) => alter(`DROP ATTRIBUTE ${quoteIdentifier(name)}`)),
      ...added.map((one) => alter(`ADD ATTRIBUTE ${words(one)}`)),
      ...owner.sql,
    ],
    undo: dropped.length > 0 ? `none: the values of ${dropped.map(({ name }) => name).join(', ')} are gone` : [],
  };
}

/** Labels that are new, each in its place: none can be taken away or moved. */
function type(changed: Changed): Way | NoWay | undefined {
  const { after, before, pair } = changed;
  const [old, now] = [pair.before, pair.after].map((side) => side.find('types', after.name));
  if (old?.form === 'composite' && now?.form === 'composite') return composite(changed);
  if (old?.form !== 'enum' || now?.form !== 'enum') return ownerOnly(changed);
  const [had, has] = [old, now].map(({ definition }) => definition as string[]) as [string[], string[]];
  const kept = has.filter((label) => had.includes(label));
  if (JSON.stringify(kept) !== JSON.stringify(had)) return undefined;
  const sql: string[] = [];
  has.forEach((label, i) => {
    if (had.includes(label)) return;
    const place =
      i > 0
        ? ` AFTER ${quoteLiteral(has[i - 1] as string)}`
        : had[0] === undefined
          ? ''
          : ` BEFORE ${quoteLiteral(had[0])}`;
    sql.push(`ALTER TYPE ${after.name} ADD VALUE IF NOT EXISTS ${quoteLiteral(label)}${place};`);
  });
  const owner = toOwner(before, after);
  return { ...owner, sql: [...sql, ...owner.sql], undo: 'none: PostgreSQL takes no label away' };
}

interface Domain {
  base: string;
  collation: string | null;
  default: string | null;
  nullable: boolean;
  checks: { [name: string]: string };
  comments?: { [name: string]: string | null };
}

function domain({ before, after, pair }: Changed): Way | undefined {
  const [old, now] = [pair.before, pair.after].map(
    (side) =>
      side.find('types', after.name)?.definition as unknown as (Domain & { [key: string]: unknown }) | undefined,
  );
  if (old === undefined || now === undefined || old.base !== now.base || old.collation !== now.collation)
    return undefined;
  const known = new Set(['base', 'collation', 'default', 'nullable', 'checks', 'comments']);
  if (Object.keys(now).some((key) => !known.has(key))) return undefined;
  const sql: string[] = [];
  const alter = (action: string): number => sql.push(`ALTER DOMAIN ${after.name} ${action};`);
  if (old.default !== now.default) alter(now.default === null ? 'DROP DEFAULT' : `SET DEFAULT ${now.default}`);
  if (old.nullable !== now.nullable) alter(now.nullable ? 'DROP NOT NULL' : 'SET NOT NULL');
  for (const [name, check] of Object.entries(old.checks)) {
    if (now.checks[name] !== check) alter(`DROP CONSTRAINT ${quoteIdentifier(name)}`);
  }
  for (const [name, check] of Object.entries(now.checks)) {
    if (old.checks[name] === check) continue;
    alter(`ADD CONSTRAINT ${quoteIdentifier(name)} ${check}`);
    const comment = now.comments?.[name];
    if (comment != null) {
      sql.push(`COMMENT ON CONSTRAINT ${quoteIdentifier(name)} ON DOMAIN ${after.name} IS ${quoteLiteral(comment)};`);
    }
  }
  const owner = toOwner(before, after);
  return { ...owner, sql: [...sql, ...owner.sql] };
}

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
