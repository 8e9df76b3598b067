import type { SchemaModel } from '../catalog/model.ts';
import type { Database, Engine } from '../engine/types.ts';
import { lexemes } from '../sql/statement.ts';

/** What a function of the schema uses and a target does not have: nobody is told before the function runs. */
export interface Gone {
  /** The function, procedure or aggregate of the schema. */
  routine: string;
  /** `timescaledb_information.compression_settings`, `timescaledb.enable_cagg_rewrites` */
  name: string;
}

/** Whether one statement can lock all chunks. */
export interface Locks {
  chunks: number;
  /** The locks that a statement takes which reaches every chunk with its indexes. */
  needed: number;
  /** The locks that PostgreSQL has room for as it comes; our own container is set otherwise. */
  room: number;
  /** The max_locks_per_transaction that would do. */
  setting: number;
}

/** The schemas that belong to TimescaleDB, and the prefix of its settings. */
const OWN_SCHEMA = /^(timescaledb_information|timescaledb_experimental|_timescaledb_[a-z]+)$/;
const PREFIX = 'timescaledb';

/** What the bodies of the schema's routines name of TimescaleDB and a database with another version does not have. */
export async function goneFrom(model: SchemaModel, home: Pick<Engine, 'scratch'>, there: Database): Promise<Gone[]> {
  const routines = model.routines.filter(({ definition }) => typeof definition === 'string');
  if (routines.length === 0) return [];
  const has = await namesOf(there);
  if (has.size === 0) return [];
  await using scratch = await home.scratch();
  await using session = await scratch.connect();
  await session.execute('CREATE EXTENSION IF NOT EXISTS timescaledb');
  const had = await namesOf(scratch);
  return routines.flatMap(({ name, definition }) =>
    [...new Set(mentionsOf(String(definition), had))]
      .filter((one) => !has.has(one))
      .map((gone) => ({ routine: name, name: gone })),
  );
}

/** The names in TimescaleDB's schemas, its settings, and its functions wherever they were installed. */
function mentionsOf(definition: string, had: ReadonlySet<string>): string[] {
  const body = /\$([a-z_]*)\$([\s\S]*)\$\1\$/i.exec(definition)?.[2] ?? definition;
  const words = lexemes(body).flatMap((token) =>
    token.kind === 'string' ? lexemes(token.text.replace(/^[a-z&]*'|'$/gi, '')) : [token],
  );
  const text = (at: number): string => words[at]?.text.toLowerCase() ?? '';
  return words.flatMap((_, at) => {
    const [first, dot, second, next] = [text(at), text(at + 1), text(at + 2), text(at + 3)];
    const qualified = dot === '.' && /^[a-z_]\w*$/.test(second);
    // Objects that the schema itself has there are chunks and what else the server makes.
    if (qualified && OWN_SCHEMA.test(first) && had.has(`${first}.${second}`)) return [`${first}.${second}`];
    if (qualified && first === PREFIX && next !== '.' && had.has(`${PREFIX}.${second}`)) return [`${PREFIX}.${second}`];
    return dot === '(' && had.has(`${first}()`) ? [`${first}()`] : [];
  });
}

async function namesOf(database: Database): Promise<Set<string>> {
  await using session = await database.connect();
  const rows = await session.query<{ name: string }>(`
    WITH own AS (
      SELECT d.classid, d.objid FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
      WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'timescaledb')
    SELECT n.nspname || '.' || p.proname AS name FROM own JOIN pg_catalog.pg_proc p ON p.oid = own.objid
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE own.classid = 'pg_catalog.pg_proc'::regclass
    UNION SELECT p.proname || '()' FROM own JOIN pg_catalog.pg_proc p ON p.oid = own.objid
      WHERE own.classid = 'pg_catalog.pg_proc'::regclass
    UNION SELECT n.nspname || '.' || c.relname FROM own JOIN pg_catalog.pg_class c ON c.oid = own.objid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE own.classid = 'pg_catalog.pg_class'::regclass
    UNION SELECT name FROM pg_catalog.pg_settings WHERE name LIKE 'timescaledb.%'`);
  return new Set(rows.map(({ name }) => name));
}

/** How many locks a statement takes that reaches all chunks, and how many the server has room for. */
export async function locksFor(model: SchemaModel, chunks: number, database: Database): Promise<Locks> {
  const indexes = model.hypertables.map(({ name }) => model.indexes.filter(({ relation }) => relation === name).length);
  const needed = chunks * (1 + Math.max(0, ...indexes));
  await using session = await database.connect();
  const [row] = await session.query<{ each: number; sessions: number }>(`
    SELECT max(boot_val::int) FILTER (WHERE name = 'max_locks_per_transaction') AS each,
      max(boot_val::int) FILTER (WHERE name = 'max_connections') AS sessions
    FROM pg_catalog.pg_settings WHERE name IN ('max_locks_per_transaction', 'max_connections')`);
  const { each, sessions } = row ?? { each: 0, sessions: 1 };
  return { chunks, needed, room: each * sessions, setting: Math.max(each, Math.ceil(needed / sessions)) };
}
