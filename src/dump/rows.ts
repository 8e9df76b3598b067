import type { Session } from '../engine/types.ts';
import { UserError } from '../errors.ts';
import { compareNames } from '../sql/names.ts';
import { namePattern } from '../sql/pattern.ts';
import { quoteIdentifier } from '../sql/quote.ts';

/** A table whose rows are in a dump, and the columns that are; all of them where none are named. */
export interface RowTable {
  schema: string;
  table: string;
  columns?: string[] | undefined;
}

/** The rows of a table, each value as a literal, and the statements that bring them back: none where it is empty. */
export interface TableRows {
  /** As the model names the table. */
  name: string;
  columns: string[];
  /** Its primary key; empty where the columns do not hold it. */
  key: string[];
  rows: string[][];
  sequences: { name: string; value: string }[];
  /** The tables that its foreign keys lead to. */
  after: string[];
  statements: string[];
}

/** A dump is text that people read: a table with more is data. */
const MOST_ROWS = 10_000;

/** `public.settings`, `lookup.*`, or with columns: `public.knex_migrations (name, batch)`. */
const ENTRY = /^([^.()]+\.[^()]+?)\s*(?:\(([^()]+)\))?$/;

interface Found {
  schema: string;
  table: string;
  name: string;
  partitioned: boolean;
  hypertable: boolean;
  columns: string[];
  /** Columns that are GENERATED ALWAYS AS IDENTITY. */
  always: boolean;
  key: string[];
  after: string[];
  sequences: { name: string; value: string }[];
}

/**
 * The tables that settings name by patterns.
 *
 * @param absent whether a pattern may name no table: the settings are of another schema than this one
 * @throws UserError for a pattern that names no table, and for a hypertable
 */
export async function findRowTables(
  session: Session,
  patterns: readonly string[],
  absent: boolean,
): Promise<RowTable[]> {
  if (patterns.length === 0) return [];
  const tables = await readTables(session);
  const found = patterns.flatMap((text) => {
    const [, name = '', columns] = ENTRY.exec(text.trim()) ?? [];
    const pattern = namePattern(name);
    const matching = tables.filter(
      ({ schema, table }) => pattern.schema.test(schema) && pattern.relation?.test(table) === true,
    );
    if (matching.length === 0 && !absent) {
      throw new UserError(`rows: ${text} names no table of the schema`, {
        hint: 'Write it with its schema (public.schema_migrations); a pattern may have *, columns stand in parentheses.',
        exitCode: 1,
      });
    }
    const hypertable = matching.find((one) => one.hypertable);
    if (hypertable !== undefined) {
      throw new UserError(`rows: ${hypertable.name} is a hypertable, whose rows are data and no part of a schema`, {
        exitCode: 1,
      });
    }
    const chosen = columns?.split(',').map((column) => column.trim());
    for (const one of matching) {
      const missing = chosen?.find((column) => !one.columns.includes(column));
      if (missing === undefined || absent) continue;
      throw new UserError(`rows: ${one.name} has no column ${missing} that could be written`, { exitCode: 1 });
    }
    return matching.map(({ schema, table }): RowTable => ({ schema, table, columns: chosen }));
  });
  return found.filter((one, i) => found.findIndex((other) => keyOf(other) === keyOf(one)) === i);
}

function keyOf({ schema, table }: RowTable): string {
  return JSON.stringify([schema, table]);
}

/**
 * Reads rows as INSERT statements, in an order of their own: by the primary key, else by all that is in them. The session is
 * in a transaction, whose settings change.
 *
 * @throws UserError for a table with more rows than anybody reads
 */
export async function readRows(session: Session, wanted: readonly RowTable[]): Promise<TableRows[]> {
  if (wanted.length === 0) return [];
  await session.execute(PRINT);
  const tables = (await readTables(session)).filter((one) => wanted.some((other) => keyOf(other) === keyOf(one)));
  const found: TableRows[] = [];
  for (const table of tables) {
    const chosen = wanted.find((other) => keyOf(other) === keyOf(table))?.columns ?? table.columns;
    const columns = table.columns.filter((column) => chosen.includes(column));
    if (columns.length === 0) continue;
    const key = table.key.every((column) => columns.includes(column)) ? table.key : [];
    const rows = await read(session, table, columns, key);
    const { name, sequences, after } = table;
    const statements = [...insert(table, columns, rows), ...setSequences(table)];
    found.push({ name, columns, key, rows, sequences, after, statements });
  }
  return found;
}

/** As the restore reads it: its session has the same. */
const PRINT = `
  SET LOCAL timezone = 'UTC'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL datestyle = 'ISO, YMD';
  SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL search_path = ''; SET LOCAL row_security = off`;

async function read(
  session: Session,
  table: Found,
  columns: readonly string[],
  key: readonly string[],
): Promise<string[][]> {
  const values = columns.map((column) => `pg_catalog.format('%L', ${quoteIdentifier(column)})`);
  const rows = await session.query<{ row: string }>(
    `SELECT pg_catalog.json_build_array(${values.join(', ')})::text AS row
     FROM ${table.partitioned ? '' : 'ONLY '}${table.name} LIMIT ${MOST_ROWS + 1}`,
  );
  if (rows.length > MOST_ROWS) {
    throw new UserError(
      `rows: ${table.name} has more than ${MOST_ROWS} rows, which is more than a dump of a schema holds`,
      {
        hint: 'Leave it to a backup of the data.',
        exitCode: 1,
      },
    );
  }
  const order = [...key, ...columns].map((column) => columns.indexOf(column));
  return rows.map(({ row }) => JSON.parse(row) as string[]).sort((a, b) => compareRows(a, b, order));
}

function insert(table: Found, columns: readonly string[], rows: readonly string[][]): string[] {
  if (rows.length === 0) return [];
  const overriding = table.always ? ' OVERRIDING SYSTEM VALUE' : '';
  const lines = rows.map((row) => `    (${row.join(', ')})`);
  const names = columns.map((column) => quoteIdentifier(column)).join(', ');
  return [`INSERT INTO ${table.name} (${names})${overriding} VALUES\n${lines.join(',\n')};`];
}

/** Whole numbers count as numbers. */
function compareRows(a: readonly string[], b: readonly string[], order: readonly number[]): number {
  for (const at of order) {
    const [x = '', y = ''] = [a[at], b[at]];
    const numbers = [x, y].map((text) => /^'(-?\d+)'$/.exec(text)?.[1]);
    const [m, n] = numbers[0] !== undefined && numbers[1] !== undefined ? numbers.map((text) => BigInt(text ?? 0)) : [];
    const compared = m === undefined || n === undefined || m === n ? compareNames(x, y) : m < n ? -1 : 1;
    if (compared !== 0) return compared;
  }
  return 0;
}

/** The next row gets the next number. */
function setSequences({ sequences }: Found): string[] {
  return sequences.map(({ name, value }) => `SELECT pg_catalog.setval(${name}, ${value}, true);`);
}

async function readTables(session: Session): Promise<Found[]> {
  const [timescale] = await session.query<{ there: boolean }>(
    `SELECT to_regclass('_timescaledb_catalog.hypertable') IS NOT NULL AS there`,
  );
  const hypertable =
    timescale?.there === true
      ? 'EXISTS (SELECT FROM _timescaledb_catalog.hypertable h WHERE (h.schema_name, h.table_name) = (n.nspname, c.relname))'
      : 'false';
  const [row] = await session.query<{ tables: string }>(`
    SELECT found.list AS tables FROM (
      SELECT coalesce(json_agg(t ORDER BY t.schema, t."table"), '[]')::text AS list FROM (
        SELECT n.nspname AS schema, c.relname AS "table", format('%I.%I', n.nspname, c.relname) AS name,
               c.relkind = 'p' AS partitioned, ${hypertable} AS hypertable,
               (SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]') FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
               EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attidentity = 'a') AS always,
               (SELECT coalesce(json_agg(a.attname ORDER BY k.position), '[]') FROM pg_catalog.pg_index i
                CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, position)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                WHERE i.indrelid = c.oid AND i.indisprimary) AS key,
               (SELECT coalesce(json_agg(DISTINCT format('%I.%I', fn.nspname, f.relname)), '[]') FROM pg_catalog.pg_constraint k
                JOIN pg_catalog.pg_class f ON f.oid = k.confrelid AND f.oid <> c.oid
                JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
                WHERE k.conrelid = c.oid AND k.contype = 'f') AS after,
               (SELECT coalesce(json_agg(json_build_object('name', quote_literal(format('%I.%I', s.schemaname, s.sequencename)),
                                                           'value', s.last_value::text) ORDER BY s.sequencename), '[]')
                FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class q ON q.oid = d.objid AND q.relkind = 'S'
                JOIN pg_catalog.pg_namespace qn ON qn.oid = q.relnamespace
                JOIN pg_catalog.pg_sequences s ON s.schemaname = qn.nspname AND s.sequencename = q.relname
                WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                  AND d.deptype IN ('a', 'i') AND s.last_value IS NOT NULL) AS sequences
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|_?timescaledb_)' AND n.nspname <> 'information_schema'
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')) t
    ) found`);
  return JSON.parse(row?.tables ?? '[]') as Found[];
}
