import { setFlagsFromString } from 'node:v8';
import type { Extensions, MemoryFS, PGlite } from '@electric-sql/pglite';
import { messageOf, SqlLimitError, UserError } from '../errors.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { copyBlob, EmbeddedSession, type Guard } from './embedded-session.ts';
import { ImageCache } from './image-cache.ts';
import type { MovedClock } from './moved-clock.ts';
import { OWN_SETTINGS } from './pg-dump.ts';
import { filesFrom, newServer, readImage, type ServerFiles } from './server-files.ts';
import { listenFor } from './socket.ts';
import { SqlLimit, Watchdog } from './time-limit.ts';
import type { Engine, Listening, ScratchDatabase, ServerVersions, Session } from './types.ts';
import { describeServer, readVersions } from './versions.ts';
import { wholeMessages } from './wire.ts';

/** The superuser that the embedded server is created with; it cannot be chosen. */
const SUPERUSER = 'postgres';

/** How to get the embedded server. */
export const INSTALL =
  'For the embedded server run "npm install timescale-ci", in a checkout of timescale-ci "npm ci".';

type Libraries = {
  PGlite: typeof PGlite;
  MemoryFS: typeof MemoryFS;
  extensions: Extensions;
  pgDump: typeof import('@electric-sql/pglite-tools/pg_dump')['pgDump'];
};

/**
 * Starts TimescaleDB compiled to WebAssembly, in this process and in memory: no Docker, no root, no download.
 * The server is an npm package outside of dist/, which a checkout without `npm ci` lacks: its absence is an answer, not
 * a crash.
 *
 * @param database name of the database to create
 * @param timeLimit seconds that all SQL may take together; without one there is no limit
 * @param clock what the server reads its time from; the machine's clock without one
 * @throws UserError where the npm package is not installed
 */
export async function startEmbedded(database: string, timeLimit?: number, clock?: MovedClock): Promise<Engine> {
  const libraries = await loadLibraries();
  const watchdog = new Watchdog();
  let limit = new SqlLimit();
  const guard: Guard = (work) => watchdog.guard(limit, clock === undefined ? work : () => clock.during(work));
  const main = await EmbeddedDatabase.create(libraries, database, guard);
  let versions: ServerVersions;
  {
    await using session = await main.connect();
    versions = await readVersions(session);
  }
  limit = new SqlLimit(timeLimit);
  return {
    kind: 'embedded',
    label: `embedded ${describeServer(versions)}`,
    versions,
    database: main,
    scratch: () => EmbeddedDatabase.create(libraries, database, guard),
    listen: () => main.listen(),
    async [Symbol.asyncDispose]() {
      await main[Symbol.asyncDispose]();
      await watchdog.stop();
    },
  };
}

/** True where the package of the embedded engine is installed. */
export async function embeddedAvailable(): Promise<boolean> {
  try {
    await loadLibraries();
    return true;
  } catch {
    return false;
  }
}

/**
 * V8 compiles functions of WebAssembly once more, optimised, and keeps what it needs for that. A server of ours runs for
 * seconds, in which it does not pay: a backup of the reference schema takes 6.2 s of processor time without, and 9.0 with it.
 * Each flag alone does not do it.
 */
const ONE_COMPILER = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];

async function loadLibraries(): Promise<Libraries> {
  for (const flag of ONE_COMPILER) setFlagsFromString(flag);
  try {
    const [{ PGlite, MemoryFS }, extensions, { pgDump }] = await Promise.all([
      import('@electric-sql/pglite'),
      loadExtensions(),
      import('@electric-sql/pglite-tools/pg_dump'),
    ]);
    return { PGlite, MemoryFS, extensions, pgDump };
  } catch (cause) {
    throw new UserError(`the embedded TimescaleDB is not installed (${messageOf(cause)})`, {
      hint: `${INSTALL} Or use --engine docker.`,
      cause,
    });
  }
}

/** A server of one database and one session: every connect() hands out the same one, reset. */
class EmbeddedDatabase implements ScratchDatabase {
  readonly sharesRoles = false;
  readonly name: string;
  readonly #libraries: Libraries;
  readonly #server: PGlite;
  readonly #limited: Guard;
  #crashed = false;

  private constructor(libraries: Libraries, server: PGlite, name: string, limited: Guard) {
    this.#libraries = libraries;
    this.#server = server;
    this.#limited = limited;
    this.name = name;
  }

  static async create(libraries: Libraries, name: string, limited: Guard): Promise<EmbeddedDatabase> {
    taken.push(name);
    const at = ahead.findIndex((one) => one.name === name);
    const [ready] = at < 0 ? [] : ahead.splice(at, 1);
    return new EmbeddedDatabase(libraries, ready?.server ?? (await startServer(libraries, name)), name, limited);
  }

  async connect(): Promise<Session> {
    await this.#begin();
    return new EmbeddedSession(
      this.#server,
      () => this.#begin(),
      (work) => this.#guard(work),
    );
  }

  /** The session is theirs until they are done. */
  listen(): Promise<Listening> {
    const server = this.#server;
    const backend = {
      name: this.name,
      send: (messages: Uint8Array) => this.#guard(async () => server.execProtocolRawSync(messages)),
      query: async <Row>(sql: string, parameters: unknown[] = []) =>
        (await this.#guard(() => server.query<Row>(sql, parameters))).rows,
      copyIn: (sql: string, data: string) => this.#guard(() => copyBlob(server, sql, data, () => {})),
      begin: (keep: boolean) => this.#begin(keep),
    };
    return listenFor(backend, SUPERUSER);
  }

  async pgDump(args: readonly string[]): Promise<string> {
    // pgDump restores the session's search_path by pasting it, which fails on an empty one (pglite-tools 0.2.19).
    await this.#reset();
    try {
      const server = this.#server;
      const pg = {
        query: server.query.bind(server),
        exec: server.exec.bind(server),
        execProtocolRawSync: wholeMessages((messages) => server.execProtocolRawSync(messages)),
      };
      const file = await this.#guard(() =>
        this.#libraries.pgDump({
          pg: pg as unknown as Parameters<Libraries['pgDump']>[0]['pg'],
          args: [...args],
        }),
      );
      return await file.text();
    } finally {
      await this.#reset();
    }
  }

  /** The WebAssembly pg_dump is 17.5, before the minor releases that brought `--restrict-key`. */
  async pgDumpSupports(): Promise<boolean> {
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.closed && !this.#crashed) await this.#server.close();
  }

  /** @throws UserError where the server dies or takes too long: nothing can be asked of it afterwards, not even to close */
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#limited(work);
    } catch (cause) {
      if (cause instanceof SqlLimitError) this.#crashed = true;
      if (!(cause instanceof Error && cause.name === 'RuntimeError')) throw cause;
      this.#crashed = true;
      throw new UserError(`the embedded server crashed (${cause.message})`, {
        hint: 'It is PostgreSQL compiled to WebAssembly, with limits of its own: use Docker for this schema (--engine docker).',
        cause,
      });
    }
  }

  /** A driver that went before may have left a transaction, settings or temporary objects behind. */
  async #reset(keep = false): Promise<void> {
    if (this.#crashed) return;
    await this.#server.exec('ROLLBACK', { onNotice: () => {} });
    await this.#server.exec(keep ? 'RESET SESSION AUTHORIZATION; RESET ALL' : 'DISCARD ALL');
    // The WebAssembly build starts with search_path = pg_catalog, and DISCARD goes back to that.
    await this.#server.exec('SET search_path TO "$user", public');
  }

  /** A session that begins takes the settings of the database and of the role; the one that goes on here is told them. */
  async #begin(keep = false): Promise<void> {
    await this.#reset(keep);
    if (this.#crashed) return;
    const { rows } = await this.#server.query<{ name: string; value: string }>(DEFAULTS_OF_SESSIONS);
    for (const { name, value } of rows) {
      if (OWN_SETTINGS.has(name)) continue;
      // A value that the server cannot take is a warning where a session begins, and so it is no error here.
      await this.#server.query('SELECT pg_catalog.set_config($1, $2, false)', [name, value]).catch(() => undefined);
    }
  }
}

/** What ALTER DATABASE and ALTER ROLE have set, in the order in which one counts before the other: the last one does. */
const DEFAULTS_OF_SESSIONS = `
  SELECT split_part(entry, '=', 1) AS name, substr(entry, strpos(entry, '=') + 1) AS value
  FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) WITH ORDINALITY AS u(entry, position)
  WHERE s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
    AND s.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user))
  ORDER BY s.setrole <> 0, s.setdatabase <> 0, u.position`;

/** The databases that were asked for since servers were last started ahead. */
const taken: string[] = [];
/** Servers that nobody has yet. */
const ahead: { name: string; server: PGlite }[] = [];
/** One for what is built, one for where it is restored: each holds some 400 MB. */
const MOST_AHEAD = 2;

/**
 * Starts servers for who will soon want the same again, such as a run that is repeated with every change: what was asked
 * for since the last call. Nothing where nothing was.
 */
export async function startAhead(): Promise<void> {
  const wanted = taken.splice(0);
  if (wanted.length === 0) return;
  const others = ahead.filter(({ name }) => !wanted.includes(name));
  for (const other of others) await ahead.splice(ahead.indexOf(other), 1)[0]?.server.close();
  const libraries = await loadLibraries();
  for (const name of wanted) {
    if (ahead.length === MOST_AHEAD) break;
    ahead.push({ name, server: await startServer(libraries, name) });
  }
}

async function startServer(libraries: Libraries, name: string): Promise<PGlite> {
  const files = await emptyServer(libraries, name);
  return libraries.PGlite.create({ fs: filesFrom(files, libraries.MemoryFS), database: name });
}

const LIBRARY = '@electric-sql/pglite';
const emptyServers = new Map<string, Promise<ServerFiles>>();

/**
 * The files of a server with one empty database of that name: copying them is much faster than initialising a server, and
 * a scratch database is a second server.
 */
function emptyServer(libraries: Libraries, name: string): Promise<ServerFiles> {
  let files = emptyServers.get(name);
  if (files === undefined) {
    files = (async () => {
      const cache = await ImageCache.of(LIBRARY);
      const kept = await cache.read(name);
      const image = kept ?? (await makeImage(libraries, name, await cache.readNewest()));
      if (kept === undefined) await cache.write(name, image);
      return readImage(image);
    })();
    emptyServers.set(name, files);
  }
  return files;
}

/** @param other one with a database of another name, which is renamed: initialising a server takes six times as long */
async function makeImage(
  { PGlite, MemoryFS, extensions }: Libraries,
  name: string,
  other: Uint8Array | undefined,
): Promise<Uint8Array> {
  const from = other === undefined ? undefined : readImage(other);
  // A new server has a postgres, with a comment of its own, and nobody drops the database that he is in. Where that one
  // was exchanged, the files are no beginning for others.
  const database = name === 'postgres' ? 'template1' : 'postgres';
  const begun = from?.database === 'postgres' ? undefined : from;
  const { files, image } = newServer(MemoryFS, begun);
  const options = { username: SUPERUSER, ...(begun === undefined ? { extensions } : {}) };
  {
    await using server = asDisposable(await PGlite.create({ fs: files, database, ...options }));
    if (name === 'postgres') await server.exec('DROP DATABASE postgres');
    await server.exec(
      begun === undefined
        ? `CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE template0`
        : `ALTER DATABASE ${quoteIdentifier(begun.database)} RENAME TO ${quoteIdentifier(name)}`,
    );
  }
  // Of a server that is stopped: else each that begins with these files recovers from a crash first, half of its start.
  return image(name);
}

function asDisposable(server: PGlite): PGlite & AsyncDisposable {
  return Object.assign(server, { [Symbol.asyncDispose]: () => server.close() });
}

/** PostgreSQL's own extensions that the embedded package ships, by the names of its modules. */
const CONTRIB = [
  'amcheck',
  'bloom',
  'btree_gin',
  'btree_gist',
  'citext',
  'cube',
  'dict_int',
  'dict_xsyn',
  'earthdistance',
  'file_fdw',
  'fuzzystrmatch',
  'hstore',
  'intarray',
  'isn',
  'lo',
  'ltree',
  'pageinspect',
  'pg_buffercache',
  'pg_freespacemap',
  'pg_surgery',
  'pg_trgm',
  'pg_visibility',
  'pg_walinspect',
  'seg',
  'tablefunc',
  'tcn',
  'tsm_system_rows',
  'tsm_system_time',
  'unaccent',
  'uuid_ossp',
];

/** Loads what CREATE EXTENSION may name on the embedded server. It costs nothing until one of them is created. */
async function loadExtensions(): Promise<Extensions> {
  const { timescaledb } = await import('@electric-sql/pglite/timescaledb');
  const contrib = await Promise.all(
    CONTRIB.map(async (name) => {
      const module = (await import(`@electric-sql/pglite/contrib/${name}`)) as Extensions;
      return [name, module[name]] as const;
    }),
  );
  return { timescaledb, ...Object.fromEntries(contrib) } as Extensions;
}
