import type { PostgresErrorFields, Session } from '../engine/types.ts';
import { statementHead } from '../sql/statement.ts';
import type { Met, Window } from './traffic.ts';

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
  /** From its beginning to the end of its transaction, which holds the locks. */
  heldSeconds: number;
  /** With the few rows that others write meanwhile. */
  walBytes: number;
  tempBytes: number;
  /** Memory that the session took at most, beyond what it had; null where the server does not tell. */
  memoryBytes: number | null;
  /** Places in the server's table of locks, which has room for so many; null where nobody could look. */
  lockEntries: number | null;
  /** Null where it runs in no transaction, so that nobody could look. */
  locks: Lock[] | null;
  /** Tables and chunks whose rows were written anew, and indexes. */
  rewrites: { relation: string; tables: number; indexes: number }[];
  /** What others met who wrote and read meanwhile; null where nobody else is there. */
  met: Met | null;
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
  temp: number;
  /** Of the session, now and at most so far; null where it is no process of Linux. */
  memory: { now: number; peak: number } | null;
}

/**
 * A session that measures each statement that goes through it: it runs in a transaction of its own, at whose end the locks are
 * looked at, unless the script has one open or the statement refuses to be in one.
 */
export function measuring(session: Session, told: (measured: Measured, window: Window) => void): Session {
  let open = false;
  let known: State | undefined;
  /** Locks of the transaction that is open, which are not the next statement's. */
  const taken = new Set<string>();
  /** Those of the transaction that is open. */
  const holding: { measured: Measured; window: Window }[] = [];
  const end = (): void => {
    const to = performance.now();
    const last = holding.at(-1);
    if (last !== undefined) last.window.to = to;
    const looks = holding.flatMap(({ window }) => window.looks);
    for (const { measured, window } of holding.splice(0)) {
      const looked = looks.reduce((sum, look) => sum + (look.from >= window.from ? look.to - look.from : 0), 0);
      measured.heldSeconds = Math.max(measured.seconds, (to - window.from - looked) / 1000);
    }
  };
  const execute = async (sql: string): Promise<void> => {
    const verb = statementHead(sql).verb;
    const begins = /^\s*(begin|start\s+transaction)\b/i.test(sql);
    const ends = /^\s*(commit|end|rollback|abort)\b/i.test(sql) && !/^\s*rollback\s+to\b/i.test(sql);
    if (begins || ends || verb === null) {
      await session.execute(sql);
      open = begins ? true : ends ? false : open;
      known = undefined;
      if (begins || ends) taken.clear();
      if (ends) end();
      return;
    }
    const before = known ?? (await stateOf(session));
    let inside = open;
    if (!open) {
      await session.execute('BEGIN');
      inside = true;
    }
    let from = performance.now();
    const previous = holding.at(-1);
    if (previous !== undefined) previous.window.to = from;
    try {
      await session.execute(sql);
    } catch (error) {
      if (open) throw error;
      await session.execute('ROLLBACK');
      if ((error as PostgresErrorFields).code !== NO_TRANSACTION) throw error;
      inside = false;
      from = performance.now();
      await session.execute(sql);
    }
    const done = performance.now();
    const locked = inside ? await locksOf(session, before, taken) : null;
    for (const key of locked?.keys ?? []) taken.add(key);
    const window = { from, to: performance.now(), looks: [{ from: done, to: performance.now() }] };
    const measured: Measured = {
      seconds: (done - from) / 1000,
      heldSeconds: (done - from) / 1000,
      walBytes: 0,
      tempBytes: 0,
      memoryBytes: null,
      lockEntries: locked?.entries ?? null,
      locks: locked?.locks ?? null,
      rewrites: [],
      met: null,
    };
    holding.push({ measured, window });
    if (!open) {
      if (inside) await session.execute('COMMIT');
      taken.clear();
      end();
    }
    const looking = performance.now();
    const after = await stateOf(session);
    known = after;
    if (open) window.looks.push({ from: looking, to: performance.now() });
    measured.walBytes = after.wal - before.wal;
    measured.tempBytes = after.temp - before.temp;
    measured.memoryBytes = memoryBetween(before.memory, after.memory);
    measured.rewrites = rewritesOf(before, after);
    told(measured, window);
  };
  return {
    query: (sql, parameters) => {
      known = undefined;
      return session.query(sql, parameters);
    },
    execute,
    async executeEach(texts, done) {
      for (const text of texts) {
        await execute(text);
        done();
      }
    },
    copyIn: (sql, data) => {
      known = undefined;
      return session.copyIn(sql, data);
    },
    reset: () => session.reset(),
    onNotice: (listener) => session.onNotice(listener),
    close: () => session.close(),
    [Symbol.asyncDispose]: () => session.close(),
  };
}

async function stateOf(session: Session): Promise<State> {
  // What a transaction wrote to temporary files is told when it suits the server, unless it is asked (PostgreSQL 15).
  const [flush] = await session.query<{ there: boolean }>(
    "SELECT pg_catalog.to_regproc('pg_catalog.pg_stat_force_next_flush') IS NOT NULL AS there",
  );
  if (flush?.there) await session.execute('SELECT pg_catalog.pg_stat_force_next_flush()');
  const [row] = await session.query<{ state: string; wal: string; temp: string; process: string | null }>(STATE);
  const files = (JSON.parse(row?.state ?? '[]') ?? []) as [number, number, string, string][];
  return {
    files: new Map(files.map(([oid, file, kind, owner]) => [oid, { file, kind, owner }])),
    wal: Number(row?.wal ?? 0),
    temp: Number(row?.temp ?? 0),
    memory: memoryIn(row?.process ?? ''),
  };
}

/** What Linux says of a process, in kilobytes. */
function memoryIn(status: string): State['memory'] {
  const read = (key: string): number =>
    Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? Number.NaN) * 1024;
  const [now, peak] = [read('VmRSS'), read('VmHWM')];
  return Number.isNaN(now + peak) ? null : { now, peak };
}

/** A peak that was no higher than an earlier one says nothing. */
function memoryBetween(before: State['memory'], after: State['memory']): number | null {
  if (before === null || after === null) return null;
  return after.peak > before.peak ? after.peak - before.now : 0;
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
         pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::text AS wal,
         (SELECT d.temp_bytes FROM pg_catalog.pg_stat_database d WHERE d.datname = pg_catalog.current_database())::text AS temp,
         pg_catalog.pg_read_file('/proc/self/status', 0, 100000, true) AS process
  FROM pg_catalog.pg_class r
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = r.oid
  JOIN pg_catalog.pg_class t ON t.oid = coalesce(i.indrelid, r.oid)
  JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace
  LEFT JOIN known k ON k.id = t.oid
  WHERE r.relkind IN ('r', 'p', 'm', 'v', 'i', 'I')
    AND s.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND (s.nspname NOT LIKE '\\_timescaledb\\_%' OR k.name IS NOT NULL)`;

/** The embedded server has one process, without an id. */
async function locksOf(
  session: Session,
  before: State,
  taken: ReadonlySet<string>,
): Promise<{ locks: Lock[]; entries: number; keys: string[] }> {
  const all = await session.query<{ oid: string; mode: string }>(
    `SELECT relation::int8::text AS oid, mode FROM pg_catalog.pg_locks
     WHERE locktype = 'relation' AND granted AND pid IS NOT DISTINCT FROM nullif(pg_catalog.pg_backend_pid(), 0)
     ORDER BY relation, mode`,
  );
  const rows = all.filter(
    ({ oid, mode }) => mode !== 'AccessShareLock' && mode !== 'RowShareLock' && !taken.has(`${oid} ${mode}`),
  );
  const locks = new Map<string, Lock>();
  const strongest = new Map<string, { mode: string; owner: string; kind: string }>();
  for (const { oid, mode } of rows) {
    // What the statement makes itself nobody else waits for.
    const known = before.files.get(Number(oid));
    // Whoever plans a query opens every index of a table, and so waits for one as for the table.
    if (known === undefined || (known.kind === 'index' && mode !== STOPS_READERS)) continue;
    const old = strongest.get(oid);
    if (old === undefined || rank(mode) > rank(old.mode)) strongest.set(oid, { mode, ...known });
  }
  for (const { mode, owner, kind } of strongest.values()) {
    const key = `${owner} ${mode}`;
    const lock = locks.get(key) ?? { relation: owner, mode, chunks: 0 };
    if (kind === 'chunk') lock.chunks++;
    locks.set(key, lock);
  }
  return {
    locks: [...locks.values()].sort((a, b) => rank(b.mode) - rank(a.mode) || (a.relation < b.relation ? -1 : 1)),
    entries: new Set(all.map(({ oid }) => oid)).size,
    keys: all.map(({ oid, mode }) => `${oid} ${mode}`),
  };
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
