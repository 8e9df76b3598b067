import type { PostgresErrorFields, Session } from '../engine/types.ts';
import { statementHead } from '../sql/statement.ts';

/** A lock that a statement takes on a relation, or on so many chunks of one. */
export interface Lock {
  relation: string;
  mode: string;
  /** Chunks of the relation that are locked alike; 0 for a lock on itself alone. */
  chunks: number;
}

/** What one statement did at one number of chunks. */
export interface Measured {
  seconds: number;
  walBytes: number;
  /** Null where it runs in no transaction, so that nobody could look. */
  locks: Lock[] | null;
  /** Tables and chunks whose rows were written anew, and indexes. */
  rewrites: { relation: string; tables: number; indexes: number }[];
}

/** PostgreSQL's modes that keep writers out, and those that keep readers out as well. */
export const STOPS_WRITERS: readonly string[] = [
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
];
export const STOPS_READERS = 'AccessExclusiveLock';

/** What the server says of a statement that may not be in a transaction. */
export const NO_TRANSACTION = '25001';

interface State {
  /** The storage of each relation, and whose it is. */
  files: Map<number, { file: number; kind: string; owner: string }>;
  wal: number;
}

/**
 * A session that measures each statement that goes through it: it runs in a transaction of its own, at whose end the locks are
 * looked at, unless the script has one open or the statement refuses to be in one.
 */
export function measuring(session: Session, told: (measured: Measured) => void): Session {
  let open = false;
  const execute = async (sql: string): Promise<void> => {
    const verb = statementHead(sql).verb;
    const begins = /^\s*(begin|start\s+transaction)\b/i.test(sql);
    const ends = /^\s*(commit|end|rollback|abort)\b/i.test(sql) && !/^\s*rollback\s+to\b/i.test(sql);
    if (begins || ends || verb === null) {
      await session.execute(sql);
      open = begins ? true : ends ? false : open;
      return;
    }
    const before = await stateOf(session);
    let inside = open;
    if (!open) {
      await session.execute('BEGIN');
      inside = true;
    }
    const start = performance.now();
    try {
      await session.execute(sql);
    } catch (error) {
      if (open) throw error;
      await session.execute('ROLLBACK');
      if ((error as PostgresErrorFields).code !== NO_TRANSACTION) throw error;
      inside = false;
      await session.execute(sql);
    }
    const seconds = (performance.now() - start) / 1000;
    const locks = inside ? await locksOf(session, before) : null;
    if (inside && !open) await session.execute('COMMIT');
    const after = await stateOf(session);
    told({ seconds, walBytes: after.wal - before.wal, locks, rewrites: rewritesOf(before, after) });
  };
  return {
    query: (sql, parameters) => session.query(sql, parameters),
    execute,
    async executeEach(texts, done) {
      for (const text of texts) {
        await execute(text);
        done();
      }
    },
    copyIn: (sql, data) => session.copyIn(sql, data),
    reset: () => session.reset(),
    onNotice: (listener) => session.onNotice(listener),
    close: () => session.close(),
    [Symbol.asyncDispose]: () => session.close(),
  };
}

async function stateOf(session: Session): Promise<State> {
  const [row] = await session.query<{ state: string; wal: string }>(STATE);
  const files = (JSON.parse(row?.state ?? '[]') ?? []) as [number, number, string, string][];
  return {
    files: new Map(files.map(([oid, file, kind, owner]) => [oid, { file, kind, owner }])),
    wal: Number(row?.wal ?? 0),
  };
}

/** Each relation with its storage, and the relation that people know it by: a chunk's hypertable, an index's table. */
const STATE = `
  WITH chunk AS (
    SELECT pg_catalog.to_regclass(pg_catalog.format('%I.%I', c.schema_name, c.table_name))::oid AS id,
           coalesce(u.hypertable_id, c.hypertable_id) AS hypertable
    FROM _timescaledb_catalog.chunk c LEFT JOIN _timescaledb_catalog.chunk u ON u.compressed_chunk_id = c.id),
  known AS (
    SELECT c.id, CASE WHEN g.user_view_name IS NULL THEN pg_catalog.format('%I.%I', h.schema_name, h.table_name)
                      ELSE pg_catalog.format('%I.%I', g.user_view_schema, g.user_view_name) END AS name
    FROM chunk c JOIN _timescaledb_catalog.hypertable h ON h.id = c.hypertable
    LEFT JOIN _timescaledb_catalog.continuous_agg g ON g.mat_hypertable_id = h.id)
  SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
           r.oid::int8, coalesce(pg_catalog.pg_relation_filenode(r.oid), 0)::int8,
           CASE WHEN r.relkind IN ('i', 'I') THEN 'index' WHEN k.name IS NOT NULL THEN 'chunk' ELSE 'table' END,
           coalesce(k.name, pg_catalog.format('%I.%I', s.nspname, t.relname))))::text AS state,
         pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::text AS wal
  FROM pg_catalog.pg_class r
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = r.oid
  JOIN pg_catalog.pg_class t ON t.oid = coalesce(i.indrelid, r.oid)
  JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace
  LEFT JOIN known k ON k.id = t.oid
  WHERE r.relkind IN ('r', 'p', 'm', 'v', 'i', 'I')
    AND s.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND (s.nspname NOT LIKE '\\_timescaledb\\_%' OR k.name IS NOT NULL)`;

/** The embedded server has one process, without an id. */
async function locksOf(session: Session, before: State): Promise<Lock[]> {
  const rows = await session.query<{ oid: string; mode: string }>(
    `SELECT relation::int8::text AS oid, mode FROM pg_catalog.pg_locks
     WHERE locktype = 'relation' AND granted AND pid IS NOT DISTINCT FROM nullif(pg_catalog.pg_backend_pid(), 0)
       AND mode NOT IN ('AccessShareLock', 'RowShareLock') ORDER BY relation, mode`,
  );
  const locks = new Map<string, Lock>();
  const strongest = new Map<string, { mode: string; owner: string; kind: string }>();
  for (const { oid, mode } of rows) {
    // What the statement makes itself nobody else waits for.
    const known = before.files.get(Number(oid));
    if (known === undefined || known.kind === 'index') continue;
    const old = strongest.get(oid);
    if (old === undefined || rank(mode) > rank(old.mode)) strongest.set(oid, { mode, ...known });
  }
  for (const { mode, owner, kind } of strongest.values()) {
    const key = `${owner} ${mode}`;
    const lock = locks.get(key) ?? { relation: owner, mode, chunks: 0 };
    if (kind === 'chunk') lock.chunks++;
    locks.set(key, lock);
  }
  return [...locks.values()].sort((a, b) => rank(b.mode) - rank(a.mode) || (a.relation < b.relation ? -1 : 1));
}

const MODES = ['RowExclusiveLock', 'ShareUpdateExclusiveLock', ...STOPS_WRITERS];

function rank(mode: string): number {
  return MODES.indexOf(mode);
}

function rewritesOf(before: State, after: State): Measured['rewrites'] {
  const found = new Map<string, Measured['rewrites'][number]>();
  for (const [oid, { file, kind, owner }] of after.files) {
    const old = before.files.get(oid);
    if (old === undefined || old.file === 0 || old.file === file) continue;
    const one = found.get(owner) ?? { relation: owner, tables: 0, indexes: 0 };
    if (kind === 'index') one.indexes++;
    else one.tables++;
    found.set(owner, one);
  }
  return [...found.values()].sort((a, b) => (a.relation < b.relation ? -1 : 1));
}
