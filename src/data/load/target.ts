import type { Session } from '../../engine/types.ts';
import { UserError } from '../../errors.ts';
import { identifier } from '../../sql/quote.ts';

export interface Column {
  name: string;
  /** As SQL writes it. */
  type: string;
  /** `timestamptz`, `numeric` and so on: the bare name of the type that a domain is of, too. */
  base: string;
  required: boolean;
  /** A row may leave it out. */
  optional: boolean;
  generated: boolean;
}

/** A table to load into. */
export interface Target {
  /** As SQL writes it: `trading.market_data`. */
  name: string;
  columns: Column[];
  /** The columns by which a row is known, from the primary key or the first unique constraint. */
  key: string[];
  /** Checks with the columns that each reads. */
  checks: { name: string; definition: string; columns: string[] }[];
  /** The column that a hypertable is partitioned by in time; null for another table. */
  time: string | null;
}

const TABLE = `SELECT c.oid::text AS oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.oid = pg_catalog.to_regclass($1)`;

const COLUMNS = `SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       pg_catalog.format_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END, NULL) AS base,
       a.attnotnull AS required, (a.atthasdef OR a.attidentity <> '' OR NOT a.attnotnull) AS optional,
       a.attgenerated <> '' AS generated
  FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
 WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attnum`;

/** Only what ON CONFLICT can be told by its columns: no expressions, no condition, not deferred. */
const KEYS = `SELECT array_to_json(ARRAY(
         SELECT a.attname FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
           JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number
          WHERE k.place <= i.indnkeyatts ORDER BY k.place))::text AS columns
  FROM pg_catalog.pg_index AS i
 WHERE i.indrelid = $1::oid AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
 ORDER BY i.indisprimary DESC, i.indexrelid
 LIMIT 1`;

const CHECKS = `SELECT o.conname AS name, pg_catalog.pg_get_constraintdef(o.oid) AS definition,
       array_to_json(ARRAY(SELECT a.attname FROM pg_catalog.pg_attribute AS a
                            WHERE a.attrelid = o.conrelid AND a.attnum = ANY (o.conkey)))::text AS columns
  FROM pg_catalog.pg_constraint AS o
 WHERE o.conrelid = $1::oid AND o.contype = 'c'
 ORDER BY o.conname`;

const TIME = `SELECT column_name::text AS name FROM timescaledb_information.dimensions
 WHERE hypertable_schema = $1 AND hypertable_name = $2 AND dimension_number = 1`;

/**
 * Reads what a load must know of its table.
 *
 * @throws UserError where there is no such table
 */
export async function readTarget(session: Session, table: string): Promise<Target> {
  const hint = 'Name it by --table schema.table, or by data.table in the settings; build the schema first.';
  const [found] = await session
    .query<{ oid: string; schema: string; name: string; kind: string }>(TABLE, [table])
    .catch((cause: unknown) => {
      throw new UserError(`"${table}" is no table's name`, { hint, cause });
    });
  if (found === undefined) throw new UserError(`there is no table ${table}`, { hint });
  if (!['r', 'p', 'f'].includes(found.kind)) throw new UserError(`${table} is no table`, { hint });
  const { oid, schema, name } = found;
  const columns = await session.query<Column>(COLUMNS, [oid]);
  const [key] = await session.query<{ columns: string }>(KEYS, [oid]);
  const checks = await session.query<{ name: string; definition: string; columns: string }>(CHECKS, [oid]);
  const [time] = await session.query<{ name: string }>(TIME, [schema, name]).catch(() => []);
  return {
    name: `${identifier(schema)}.${identifier(name)}`,
    columns,
    key: key === undefined ? [] : (JSON.parse(key.columns) as string[]),
    checks: checks.map((check) => ({ ...check, columns: JSON.parse(check.columns) as string[] })),
    time: time?.name ?? null,
  };
}
