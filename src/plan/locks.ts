import { PREAMBLE } from '../dump/compose.ts';
import type { Database, Session } from '../engine/types.ts';
import { UserError } from '../errors.ts';

/** What statements of a plan find in their session: names are whole, and nobody waits for a lock without end. */
export async function prepare(session: Session, lockTimeoutMs: number): Promise<void> {
  await session.execute(PREAMBLE);
  await session.execute(`SET lock_timeout = ${lockTimeoutMs}`);
}

/** Two runs at a time would each do what the other does. The session's end gives it back, however it ends. */
export async function takeLock(session: Session, lockTimeoutMs: number, database: Database): Promise<void> {
  await prepare(session, lockTimeoutMs);
  try {
    await session.query(`SELECT pg_catalog.pg_advisory_lock(${LOCK_KEY})`);
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error;
    await using reader = await database.connect();
    const [holder] = await reader.query<{ words: string }>(HOLDER);
    throw new UserError(`another run of apply is at work on this database: ${holder?.words ?? 'it has just ended'}`, {
      exitCode: 1,
      hint: 'Wait until it has ended and run this again; of a run that was killed, the server may still finish a statement.',
    });
  }
}

const LOCK_KEY = `pg_catalog.hashtext('timescale-ci'), pg_catalog.hashtext('apply')`;

const HOLDER = `SELECT format('process %s of %s, since %s', a.pid, a.usename, to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ')) AS words
  FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
    AND l.classid::bigint = pg_catalog.hashtext('timescale-ci')::bigint & 4294967295 AND l.objid::bigint = pg_catalog.hashtext('apply')::bigint & 4294967295`;

/** Looks from a second session whom the first one waits for. */
export class Watch {
  /** ` (waits for process 12 of app …)`, of the last wait; empty before there was one. */
  words = '';
  readonly #timer: NodeJS.Timeout;
  readonly #session: Promise<Session | undefined>;
  #asking = false;

  constructor(database: Database, pid: string, tell: (text: string) => void) {
    // It is a help, never a reason to fail.
    this.#session = database.connect().catch(() => undefined);
    this.#timer = setInterval(() => void this.#look(pid, tell), LOOK_MS).unref();
  }

  async #look(pid: string, tell: (text: string) => void): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const session = await this.#session;
    const rows = await session?.query<{ words: string }>(BLOCKERS, [pid]).catch(() => []);
    this.#asking = false;
    if (rows === undefined || rows.length === 0) return;
    const text = `waits for ${rows.map(({ words }) => words).join('; ')}`;
    if (!this.words.includes(text)) tell(text);
    this.words = ` (${text})`;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await (await this.#session)?.close();
  }
}

const LOOK_MS = 500;

const BLOCKERS = `SELECT pg_catalog.format('process %s of %s%s, %s: %s', a.pid, a.usename, coalesce(' (' || nullif(a.application_name, '') || ')', ''),
    a.state, pg_catalog.left(pg_catalog.regexp_replace(a.query, '\\s+', ' ', 'g'), 80)) AS words
  FROM pg_catalog.pg_stat_activity a WHERE a.pid = ANY (pg_catalog.pg_blocking_pids($1::integer))`;
