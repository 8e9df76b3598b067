import type { Engine, Session } from '../../../src/engine/types.ts';

/** What writing would move: the transactions with a number, rows written in any table, the catalogue's too, files. */
const TRACES = `SELECT txid_snapshot_xmax(txid_current_snapshot())::text AS transaction,
  (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::text FROM pg_stat_all_tables) AS rows,
  (SELECT concat_ws(' ', tup_inserted, tup_updated, tup_deleted, temp_files) FROM pg_stat_database WHERE datname = current_database()) AS database`;

/** What a server saw while a role worked on its database. */
export interface Seen<T> {
  result: T;
  /** Kind and mode, such as `relation AccessShareLock`. */
  locks: string[];
  /** The counters of what is written, before and after. */
  before: object | undefined;
  after: object | undefined;
  /** The records of the log, save the server's own notes of running transactions and checkpoints. */
  logged: string[];
}

/** Does some work, and looks meanwhile at the server which locks the role holds, and afterwards at what was written. */
export async function whileWatched<T>(server: Engine, role: string, work: () => Promise<T>): Promise<Seen<T>> {
  await using watcher = await server.database.connect();
  await using elsewhere = await server.scratch();
  await using reader = await elsewhere.connect();
  await reader.execute('CREATE EXTENSION pg_walinspect');
  // The server's own work is none of the role's; and whoever reads a page that holds dead rows tidies it, which is logged.
  const quiet = ['ALTER SYSTEM SET autovacuum = off', 'SELECT pg_reload_conf()', 'VACUUM', 'CHECKPOINT'];
  for (const statement of quiet) await watcher.execute(statement);
  const before = await traces(watcher);
  const start = await position(watcher);
  const locks = new Set<string>();
  const watching = watch(watcher, role, locks);
  const result = await work().finally(watching.end);
  const after = await traces(watcher);
  const logged = await recordsBetween(reader, start, await position(watcher));
  return { result, locks: [...locks], before, after, logged };
}

async function traces(session: Session): Promise<object | undefined> {
  // What a session counted reaches the statistics when it ends, or is asked to say so.
  await session.execute('SELECT pg_stat_force_next_flush(); SELECT pg_stat_clear_snapshot()');
  return (await session.query(TRACES))[0];
}

/** Where the log of what is written has come to. */
async function position(session: Session): Promise<string> {
  const [row] = await session.query<{ lsn: string }>('SELECT pg_current_wal_insert_lsn()::text AS lsn');
  return row?.lsn ?? '';
}

/** The kinds of records in a part of the log, save the server's own notes; it is an error to ask for an empty part. */
async function recordsBetween(session: Session, start: string, end: string): Promise<string[]> {
  if (start === end) return [];
  const records = await session.query<{ record: string }>(
    `SELECT DISTINCT concat_ws(' ', resource_manager, record_type) AS record FROM pg_get_wal_records_info($1, $2)`,
    [start, end],
  );
  return records.map(({ record }) => record).filter((one) => !/^(Standby RUNNING_XACTS|XLOG CHECKPOINT_)/.test(one));
}

/** Looks at the locks of the role again and again, until it is told to end. */
function watch(session: Session, role: string, locks: Set<string>): { end(): Promise<void> } {
  let on = true;
  const looking = (async () => {
    while (on) {
      const rows = await session.query<{ lock: string }>(
        `SELECT DISTINCT concat_ws(' ', l.locktype, l.mode) AS lock, pg_sleep(0.02)::text
         FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.usename = $1
           -- Every session takes this one on its database while it begins.
           AND (l.locktype, l.classid) IS DISTINCT FROM ('object', 'pg_database'::regclass)`,
        [role],
      );
      for (const { lock } of rows) locks.add(lock);
    }
  })();
  return {
    async end() {
      on = false;
      await looking;
    },
  };
}
