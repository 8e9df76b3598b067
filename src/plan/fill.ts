import type { Column, Relation, SchemaModel } from '../catalog/model.ts';
import type { PostgresErrorFields, Session } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { elementType } from '../sql/names.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { lexemes } from '../sql/statement.ts';

/** What was put into a schema. */
export interface Filled {
  rows: number;
  tables: number;
  chunks: number;
  compressed: number;
  /** Tables that no row could be made for, aggregates that cannot be refreshed, and what the server said. */
  untried: { table: string; why: string }[];
}

export interface FillOptions {
  /** Rows for each table. */
  rows: number;
  /** Chunks of a hypertable that they are spread over. */
  chunks: number;
}

/**
 * Lives in a schema: rows in every table, by the types, keys, checks and references of its columns, some chunks compressed,
 * aggregates and materialized views refreshed, and of what has aggregates the oldest raw rows dropped again, but for one
 * that is far older than all others, as a late row is. The same schema gets the same rows.
 *
 * @param head what the rows must satisfy later, too: nobody can demand what is not so
 */
export async function fillSchema(
  session: Session,
  model: SchemaModel,
  head: SchemaModel,
  options: FillOptions,
): Promise<Filled> {
  const filled: Filled = { rows: 0, tables: 0, chunks: 0, compressed: 0, untried: [] };
  await session.execute("SET timezone = 'UTC'; SET search_path = ''; SET row_security = off");
  const late = new Set<string>();
  for (const relation of inOrder(model)) {
    const { rows, why, hasLateRow } = await fillTable(session, model, head, relation, options);
    if (hasLateRow) late.add(relation.name);
    await attempts(session, demands(relation.name, model, head));
    await makeUnique(session, relation.name, model, head);
    filled.rows += rows;
    if (rows > 0) filled.tables++;
    else filled.untried.push({ table: relation.name, why });
  }
  if (model.hypertables.length > 0) {
    filled.chunks = (await texts(session, CHUNKS)).length;
    filled.compressed = await attempts(session, await texts(session, COMPRESSIBLE));
    filled.untried.push(...(await refreshAll(session)));
    const oldest = await session.query<{ table: string; place: number; text: string }>(OLDEST);
    const dropped = oldest.filter(({ table, place }) => place === (late.has(table) ? 2 : 1));
    await attempts(
      session,
      dropped.map(({ text }) => text),
    );
  }
  await attempts(
    session,
    model.relations
      .filter(({ form }) => form === 'materialized view')
      .map(({ name }) => `REFRESH MATERIALIZED VIEW ${name}`),
  );
  return filled;
}

/** Refreshes the aggregates, those that others read first; gives those that cannot be. */
async function refreshAll(session: Session): Promise<Filled['untried']> {
  const untried: Filled['untried'] = [];
  for (const { name, text } of await session.query<{ name: string; text: string }>(REFRESH)) {
    const refused = await refusal(session, text);
    if (refused !== null) untried.push({ table: name, why: messageOf(refused) });
  }
  return untried;
}

/** The first column of each row. */
async function texts(session: Session, query: string): Promise<string[]> {
  return (await session.query<{ text: string }>(query)).map(({ text }) => text);
}

async function attempts(session: Session, statements: readonly string[]): Promise<number> {
  let done = 0;
  for (const statement of statements) if ((await refusal(session, statement)) === null) done++;
  return done;
}

/** What the server said where it refused; null where it did it. */
async function refusal(session: Session, statement: string): Promise<PostgresErrorFields | null> {
  try {
    await session.execute(statement);
    return null;
  } catch (error) {
    return error as PostgresErrorFields;
  }
}

const CHUNKS = 'SELECT chunk_name::text AS text FROM timescaledb_information.chunks';

/** Two chunks of every hypertable that has a columnstore. */
const COMPRESSIBLE = `
  SELECT format('SELECT %s.compress_chunk(%L)', (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'timescaledb'), format('%I.%I', chunk_schema, chunk_name)) AS text
  FROM (SELECT c.*, row_number() OVER (PARTITION BY c.hypertable_schema, c.hypertable_name ORDER BY c.range_start, c.range_start_integer, chunk_name) AS n
        FROM timescaledb_information.chunks c
        JOIN timescaledb_information.hypertables h USING (hypertable_schema, hypertable_name)
        WHERE h.compression_enabled AND NOT c.is_compressed) c
  WHERE n <= 2`;

const REFRESH = `
  SELECT format('%I.%I', user_view_schema, user_view_name) AS name, format('CALL %s.refresh_continuous_aggregate(%L, NULL, NULL)', (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'timescaledb'), format('%I.%I', user_view_schema, user_view_name)) AS text
  FROM _timescaledb_catalog.continuous_agg ORDER BY mat_hypertable_id`;

/** The first two chunks of every hypertable that an aggregate reads, where others follow: as a retention policy would drop them. */
const OLDEST = `
  SELECT format('%I.%I', hypertable_schema, hypertable_name) AS table, n::integer AS place, format('DROP TABLE %I.%I', chunk_schema, chunk_name) AS text
  FROM (SELECT c.*, row_number() OVER (PARTITION BY c.hypertable_schema, c.hypertable_name ORDER BY c.range_start, c.range_start_integer, chunk_name) AS n,
               count(*) OVER (PARTITION BY c.hypertable_schema, c.hypertable_name) AS of
        FROM timescaledb_information.chunks c
        JOIN _timescaledb_catalog.hypertable h ON h.schema_name = c.hypertable_schema AND h.table_name = c.hypertable_name
        WHERE h.id IN (SELECT raw_hypertable_id FROM _timescaledb_catalog.continuous_agg)
          AND h.id NOT IN (SELECT mat_hypertable_id FROM _timescaledb_catalog.continuous_agg)) c
  WHERE n <= 2 AND n < of`;

/** The tables that take rows, each after those that it refers to. */
function inOrder(model: SchemaModel): Relation[] {
  const tables = model.relations.filter(
    ({ form, partitionBound }) => (form === 'table' || form === 'partitioned table') && partitionBound === null,
  );
  const placed = new Set<string>();
  const order: Relation[] = [];
  const place = (table: Relation, path: readonly string[]): void => {
    if (placed.has(table.name) || path.includes(table.name)) return;
    for (const { relation, references } of model.constraints) {
      const other = relation === table.name ? tables.find(({ name }) => name === references) : undefined;
      if (other !== undefined) place(other, [...path, table.name]);
    }
    placed.add(table.name);
    order.push(table);
  };
  for (const table of tables) place(table, []);
  return order;
}

/** The i-th value of a column, an SQL expression; `plain` is the simplest that may do. */
type Value = (i: number) => string;

async function fillTable(
  session: Session,
  model: SchemaModel,
  head: SchemaModel,
  { name }: Relation,
  options: FillOptions,
): Promise<{ rows: number; why: string; hasLateRow: boolean }> {
  const columns = model.columns.filter((column) => column.relation === name && isGiven(column));
  const ways = columns.map((column) => valuesOf(column, model, head, options));
  /** Which way each column takes: where a check refuses a row, its columns try their next. */
  const taken = columns.map(() => 0);
  const insert = (i: number): string => {
    if (columns.length === 0) return `INSERT INTO ${name} DEFAULT VALUES`;
    const list = columns.map(({ bare }) => quoteIdentifier(bare)).join(', ');
    const values = ways.map((one, k) => (one[(taken[k] ?? 0) % one.length] as Value)(i)).join(', ');
    return `INSERT INTO ${name} (${list}) VALUES (${values})`;
  };
  const most = 4 + ways.reduce((sum, { length }) => sum + length, 0);
  let rows = 0;
  let why = '';
  for (let i = 0; i < options.rows; i++) {
    for (let tries = 0; tries < most; tries++) {
      const refused = await refusal(session, insert(i));
      if (refused === null) {
        rows++;
        break;
      }
      why ||= messageOf(refused);
      const named = blamed(refused, name, columns, model);
      for (const k of taken.keys()) if (named.length === 0 || named.includes(k)) taken[k] = (taken[k] ?? 0) + 1;
    }
    // What three rows in no way could be made for, no further one will.
    if (rows === 0 && i === 2) break;
  }
  const isAggregated = model.continuousAggregates.some(({ source }) => source === name);
  const hasLateRow = rows > 0 && isAggregated && (await refusal(session, insert(options.rows))) === null;
  return { rows: rows + (hasLateRow ? 1 : 0), why, hasLateRow };
}

/** The columns that an error is about, by their places; none where it does not say. */
function blamed(
  { constraint, column }: PostgresErrorFields,
  relation: string,
  columns: readonly Column[],
  model: SchemaModel,
): number[] {
  const known = model.constraints.find((one) => one.relation === relation && one.bare === constraint);
  const domains = model.types.filter(
    ({ form, definition }) =>
      form === 'domain' && constraint !== undefined && constraint in ((definition as { checks?: object }).checks ?? {}),
  );
  return columns.flatMap(({ bare, type }, k) =>
    bare === column || known?.columns.includes(bare) || domains.some(({ name }) => name === type) ? [k] : [],
  );
}

/** Takes away the rows that a new check or NOT NULL would stop at. */
function demands(name: string, model: SchemaModel, head: SchemaModel): string[] {
  const checks = head.constraints
    .filter(({ relation, form }) => relation === name && form === 'check')
    .filter((one) => !model.constraints.some((old) => old.name === one.name && old.definition === one.definition))
    .flatMap(({ definition }) => /^CHECK \(([^]*)\)/.exec(definition.replace(/ NOT VALID$/, ''))?.[1] ?? []);
  const nulls = head.columns
    .filter(({ relation, nullable }) => relation === name && !nullable)
    .filter((column) => model.columns.some((old) => old.name === column.name && old.nullable))
    .map(({ bare }) => `${quoteIdentifier(bare)} IS NOT NULL`);
  return [...checks, ...nulls].map((demand) => `DELETE FROM ${name} WHERE NOT (${demand})`);
}

/** Takes rows away until what head demands to be unique is so. */
async function makeUnique(session: Session, name: string, model: SchemaModel, head: SchemaModel): Promise<void> {
  const isNew = (
    one: { name: string; definition: string },
    old: readonly { name: string; definition: string }[],
  ): boolean => !old.some((other) => other.name === one.name && other.definition === one.definition);
  const indexes = head.indexes.filter((one) => one.relation === name && one.unique && isNew(one, model.indexes));
  const constraints = head.constraints
    .filter((one) => one.relation === name && /^(primary key|unique|exclusion)$/.test(one.form))
    .filter((one) => isNew(one, model.constraints));
  const demanded = [
    ...indexes.map(({ definition }) => `CREATE UNIQUE INDEX ON ${name} USING ${definition}`),
    ...constraints.map(({ definition }) => `ALTER TABLE ${name} ADD ${definition}`),
  ];
  const last = `SELECT tableoid, ctid FROM ${name} ORDER BY tableoid DESC, ctid DESC LIMIT 1`;
  for (const statement of demanded) {
    // Whether the last row is like another nobody knows before: rows are few.
    for (let tries = 0; tries < 100; tries++) {
      const refused = await refusal(session, `BEGIN; ${statement}; ROLLBACK`);
      await session.execute('ROLLBACK');
      if (refused?.code !== '23505' && refused?.code !== '23P01') break;
      await attempts(session, [`DELETE FROM ${name} WHERE (tableoid, ctid) = (${last})`]);
    }
  }
}

/** The server computes the others. */
function isGiven({ generated, identity, default: value }: Column): boolean {
  return generated === null && identity === null && !/^nextval\(/.test(value ?? '');
}

/** The ways to make values of a column, the likeliest first. */
function valuesOf(column: Column, model: SchemaModel, head: SchemaModel, options: FillOptions): Value[] {
  const sample = spread(column, model, options) ?? typed(column.type, model, head);
  const key = [...model.constraints, ...head.constraints].find(
    ({ relation, form, columns }) =>
      relation === column.relation && form === 'foreign key' && columns.includes(column.bare),
  );
  // What is published cannot be deleted again everywhere: rows that head forbids are not made.
  const nullable = column.nullable && head.columns.find(({ name }) => name === column.name)?.nullable !== false;
  const none: Value[] = nullable ? [() => `NULL::${column.type}`] : [];
  if (key?.references != null) {
    const [, list = ''] = / REFERENCES [^(]*\(([^)]*)\)/.exec(key.definition) ?? [];
    const referred = list.split(', ')[key.columns.indexOf(column.bare)] ?? list;
    const all = `SELECT ${referred} FROM ${key.references} ORDER BY ${list}`;
    const value: Value = (i) =>
      `(SELECT x FROM (${all}) r(x) OFFSET ${i} % greatest(1, (SELECT count(*) FROM ${key.references})) LIMIT 1)`;
    return [value, ...none];
  }
  const mixed: Value = nullable ? (i) => (i % 7 === 6 ? `NULL::${column.type}` : sample(i)) : sample;
  const literals = literalsOf(column, model);
  const picked: Value[] = literals.map((_, k) => (i) => `${literals[(i + k) % literals.length]}::${column.type}`);
  const small: Value[] = /^(text|character)/.test(column.type) ? [(i) => `lower(${sample(i)})::${column.type}`] : [];
  return [mixed, sample, ...picked.slice(0, 4), ...small, ...none];
}

/** What a time or a number counts up by, so that the rows lie in as many chunks as are wanted; the one after the last lies long before. */
function spread(
  { relation, bare, type }: Column,
  model: SchemaModel,
  { rows, chunks }: FillOptions,
): Value | undefined {
  const dimensions = model.hypertables.find(({ name }) => name === relation)?.dimensions ?? [];
  const dimension = dimensions.find(({ column }) => column === bare);
  if (dimension?.interval == null || dimension.partitioningFunction !== null) return undefined;
  const place = (i: number): number => (i < rows ? i : -20 * rows);
  const step = (BigInt(dimension.interval) * BigInt(chunks)) / BigInt(rows);
  if (/^(smallint|integer|bigint)$/.test(type)) {
    const most = type === 'smallint' ? 30_000n : type === 'integer' ? 2_000_000_000n : 4_000_000_000_000_000_000n;
    return (i) => `${((step > 0n ? step : 1n) * BigInt(place(i))) % most}::${type}`;
  }
  // A year is enough to be far from now, and short enough for any type.
  const seconds = Number(step / 1_000_000n);
  const bounded = Math.min(Math.max(seconds, 1), 86_400 * 365);
  return (i) => `(timestamp '2020-01-01 00:30' + ${place(i)} * interval '${bounded} seconds')::${type}`;
}

/** Constants that the checks on a column's table and type name: what is asked for is likely among them. */
function literalsOf({ relation, bare, type }: Column, model: SchemaModel): string[] {
  const own = model.types.find(({ name }) => name === type);
  const checks = model.constraints
    .filter((one) => one.relation === relation && one.form === 'check' && one.columns.includes(bare))
    .map(({ definition }) => definition);
  if (own?.form === 'domain') {
    checks.push(...Object.values((own.definition as { checks?: { [name: string]: string } }).checks ?? {}));
  }
  const words = checks.flatMap((check) => lexemes(check));
  const strings = words.filter(({ kind }) => kind === 'string').map(({ text }) => text);
  const numbers = words
    .filter(({ kind }) => kind === 'number')
    .flatMap(({ text }) => [text, `(${text} + 1)`, `(${text} - 1)`]);
  return [...strings, ...numbers];
}

/** @param head an enum may have lost labels there */
function typed(type: string, model: SchemaModel, head: SchemaModel): Value {
  const element = elementType(type);
  if (element !== type) {
    const one = typed(element, model, head);
    return (i) => `ARRAY[${one(i)}, ${one(i + 1)}]::${type}`;
  }
  const own = model.types.find(({ name }) => name === type);
  if (own?.form === 'enum') {
    const all = own.definition as string[];
    const later = head.types.find(({ name, form }) => name === type && form === 'enum')?.definition as
      | string[]
      | undefined;
    const both = all.filter((label) => later?.includes(label) ?? true);
    const labels = both.length > 0 ? both : all;
    return (i) => `${quoteLiteral(labels[i % labels.length] ?? '')}::${type}`;
  }
  if (own?.form === 'domain') {
    const base = typed((own.definition as { base: string }).base, model, head);
    return (i) => `${base(i)}::${type}`;
  }
  if (own?.form === 'composite') {
    const parts = (own.definition as { type: string }[]).map((part) => typed(part.type, model, head));
    return (i) => `ROW(${parts.map((part) => part(i)).join(', ')})::${type}`;
  }
  const known = SAMPLES.find(([pattern]) => pattern.test(type))?.[1] ?? (() => 'NULL');
  return (i) => `${known(i)}::${type}`;
}

const SAMPLES: readonly [RegExp, Value][] = [
  [/^smallint/, (i) => `${i % 30_000}`],
  [/^(integer|bigint|oid|money)/, (i) => `${i + 1}`],
  [/^(numeric|real|double precision)/, (i) => `${i}.5`],
  [/^(timestamp|date)/, (i) => `(timestamp '2020-01-01' + ${i} * interval '1 hour')`],
  [/^time/, (i) => `time '00:00' + ${i} * interval '1 minute'`],
  [/^interval/, (i) => `interval '${i} minutes'`],
  [/^boolean/, (i) => `${i % 2 === 0}`],
  [/^jsonb?/, (i) => `'{"i": ${i}}'`],
  [/^uuid/, (i) => `'00000000-0000-4000-8000-${String(i).padStart(12, '0')}'`],
  [/^inet/, (i) => `'10.0.${i >> 8}.${i & 255}'`],
  [/^cidr/, (i) => `'10.0.${i & 255}.0/24'`],
  [/^macaddr8/, (i) => `'08:00:2b:01:02:03:04:${hex(i)}'`],
  [/^macaddr/, (i) => `'08:00:2b:01:02:${hex(i)}'`],
  [/^bytea/, (i) => `'\\x${hex(i)}'`],
  [/^bit/, () => "B'1'"],
  [/^(int4|int8)(multi)?range/, (i) => `'[${i},${i + 2})'`],
  [/range$/, () => "'empty'"],
  [/^point/, (i) => `point(1, ${i})`],
  [/^(tsvector|ltree)/, (i) => `'w${i}'`],
  [/^xml/, (i) => `'<i>${i}</i>'`],
  [/^(character|bpchar|text|citext|name|"char")/, (i) => `'${letters(i)}'`],
];

/** Three capital letters: symbols, codes and names are most often asked to be no less. */
function letters(i: number): string {
  return [676, 26, 1].map((place) => String.fromCharCode(65 + (Math.floor(i / place) % 26))).join('');
}

const hex = (i: number): string => (i % 256).toString(16).padStart(2, '0');
