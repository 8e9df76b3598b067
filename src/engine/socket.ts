import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { findCopyStdin } from '../sql/copy.ts';
import { Client, type Setting } from './client.ts';
import { findConcurrently, withoutConcurrently } from './concurrently.ts';
import type { Listening, PostgresErrorFields } from './types.ts';
import { int32, type Message, message, readFields, readMessages, readText, write, writeError } from './wire.ts';

/**
 * Lets other programs connect to the embedded server, over TCP on this machine and with a random password.
 *
 * Not by @electric-sql/pglite-socket: the release that goes with this server (0.0.19 with PGlite 0.3) lets one connection
 * in at a time, so that a pool waits for ever, refuses what libpq asks first (TLS or not) and hands half messages on, of
 * which the server dies; later ones need a PGlite that TimescaleDB is not built for.
 *
 * The server has one session. Connections take turns at it, a transaction at a time, each with its own settings and
 * prepared statements. What they cannot have of their own is temporary tables and advisory locks.
 *
 * @param access.user the superuser that they connect as
 */
export async function listenFor(backend: Backend, user: string): Promise<Listening> {
  const access = { user, password: randomBytes(24).toString('base64url'), database: backend.name };
  const turns = new Turns(backend);
  const server = createServer((socket) => turns.join(new Client(socket, access, () => void turns.run())));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    ...access,
    get connections() {
      return turns.connections;
    },
    get failure() {
      return turns.failure;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      await turns.end();
    },
  };
}

/** What the embedded server does for those that come over a socket. It has one session, which they share. */
export interface Backend {
  name: string;
  /** Takes whole messages and gives the answer. Throws where the server has died. */
  send(messages: Uint8Array): Promise<Uint8Array>;
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Runs a COPY … FROM STDIN; gives the number of rows. */
  copyIn(sql: string, data: string): Promise<number>;
  /** Makes the session as a new one; with `keep`, prepared statements and temporary tables stay. */
  begin(keep: boolean): Promise<void>;
}

/** How long a connection waits for a transaction of another one that says nothing: on a server of many it would not. */
const WAIT_MS = 30_000;

/** What a client is told as its session begins. */
const REPORTED = [
  'server_version',
  'server_encoding',
  'client_encoding',
  'application_name',
  'DateStyle',
  'IntervalStyle',
  'TimeZone',
  'integer_datetimes',
  'standard_conforming_strings',
  'is_superuser',
  'session_authorization',
];

/** The turns that connections take at the one session of the embedded server. */
class Turns {
  readonly #backend: Backend;
  readonly #clients = new Set<Client>();
  /** Whose settings the session has. */
  #last: Client | undefined;
  #running: Promise<void> | undefined;
  #patience: NodeJS.Timeout | undefined;
  connections = 0;
  failure: Error | undefined;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  join(client: Client): void {
    this.#clients.add(client);
  }

  /** Answers all that can be answered now. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Ends all connections, and the session as they had it. */
  async end(): Promise<void> {
    clearTimeout(this.#patience);
    for (const client of this.#clients) client.end();
    await this.#running;
    if (this.failure !== undefined) return;
    try {
      await this.#backend.send(write(message('S')));
      await this.#backend.begin(false);
    } catch {
      // Whoever asks the server next hears of it.
    }
  }

  async #run(): Promise<void> {
    try {
      for (let client = this.#next(); client !== undefined; client = this.#next()) {
        clearTimeout(this.#patience);
        await this.#turn(client, client.waiting.shift() as Message);
        await nextTurn();
      }
      this.#bePatient();
    } catch (error) {
      this.failure = error as Error;
      for (const client of this.#clients) client.end();
      this.#clients.clear();
    }
  }

  #holder(): Client | undefined {
    return [...this.#clients].find(({ holds }) => holds);
  }

  #next(): Client | undefined {
    const holder = this.#holder();
    // Whose turn it was goes on where it can: another's settings take time.
    const may = holder === undefined ? [...this.#clients].sort((a) => (a === this.#last ? -1 : 0)) : [holder];
    return may.find(({ waiting }) => waiting.length > 0);
  }

  /** A program whose second connection needs what the first one's open transaction holds would wait for ever. */
  #bePatient(): void {
    clearTimeout(this.#patience);
    const stuck = [...this.#clients].filter(({ waiting: [first] }) => first !== undefined && first.type !== 'X');
    if (stuck.length === 0) return;
    this.#patience = setTimeout(() => {
      const reason = 'another connection has a transaction open, and the embedded server has one session';
      for (const client of stuck) client.refuse('55P03', reason, 'Use Docker for this program: --engine docker.');
    }, WAIT_MS);
  }

  async #turn(client: Client, next: Message): Promise<void> {
    if (next.type === 'X') return this.#leave(client);
    if (client !== this.#last) await this.#change(client);
    if (next.type === '') return this.#welcome(client);
    const answer = client.copy === undefined ? await this.#ask(client, next) : await this.#copy(client, next);
    for (const { type, body } of answer) if (type === 'Z') client.status = body.toString('latin1');
    if (/[PBDECH]/.test(next.type)) client.unfinished = true;
    if (/[SQ]/.test(next.type)) client.unfinished = false;
    client.answer(...answer.filter((one) => !isDebug(one)));
  }

  /** Gives the session to another connection: the settings of the one before are kept for its next turn. */
  async #change(client: Client): Promise<void> {
    if (this.#last !== undefined) this.#last.settings = await this.#backend.query<Setting>(SETTINGS);
    await this.#backend.begin(this.#clients.size > 1);
    this.#last = client;
    for (const { name, value } of client.settings) {
      // What a server does not know, it would have refused when it was set.
      await this.#backend.query('SELECT pg_catalog.set_config($1, $2, false)', [name, value]).catch(() => undefined);
    }
  }

  async #welcome(client: Client): Promise<void> {
    this.connections++;
    const rows = await this.#backend.query<{ name: string; value: string }>(
      'SELECT name, pg_catalog.current_setting(name) AS value FROM pg_catalog.unnest($1::text[]) AS name',
      [REPORTED],
    );
    client.answer(
      message('R', int32(0)),
      ...rows.map(({ name, value }) => message('S', name, value)),
      message('K', int32(process.pid), int32(0)),
      message('Z', Buffer.from('I')),
    );
  }

  async #leave(client: Client): Promise<void> {
    if (client.unfinished) await this.#send(message('S'));
    if (client.status !== 'I') await this.#send(message('Q', 'ROLLBACK'));
    for (const name of client.statements) {
      await this.#send(message('C', Buffer.from('S'), this.#own(client, name)));
    }
    if (client.statements.size > 0) await this.#send(message('S'));
    this.#clients.delete(client);
    client.end();
    if (this.#last === client) this.#last = undefined;
  }

  async #send(one: Message): Promise<Message[]> {
    return readMessages(await this.#backend.send(write(one)));
  }

  async #ask(client: Client, next: Message): Promise<Message[]> {
    const { type, body } = next;
    switch (type) {
      case 'Q':
        return this.#simple(client, readText(body));
      case 'P': {
        const name = readText(body);
        const sql = readText(body, Buffer.byteLength(name) + 1);
        const types = body.subarray(Buffer.byteLength(name) + Buffer.byteLength(sql) + 2);
        if (name !== '') client.statements.add(name);
        return this.#send(message('P', this.#own(client, name), prepared(sql, client.status), types));
      }
      case 'B': {
        const portal = readText(body);
        const name = readText(body, Buffer.byteLength(portal) + 1);
        const rest = body.subarray(Buffer.byteLength(portal) + Buffer.byteLength(name) + 2);
        return this.#send(message('B', portal, this.#own(client, name), rest));
      }
      case 'C':
      case 'D': {
        const kind = body.subarray(0, 1);
        if (kind.toString() !== 'S') return this.#send(next);
        return this.#send(message(type, kind, this.#own(client, readText(body, 1))));
      }
      case 'E':
      case 'F':
      case 'H':
      case 'S':
        return this.#send(next);
      default:
        // What is left of a COPY that has failed.
        return [];
    }
  }

  /** The name that a client's prepared statement has in the session that all share. */
  #own(client: Client, name: string): string {
    return name === '' ? name : `${client.id}:${name}`;
  }

  async #simple(client: Client, sql: string): Promise<Message[]> {
    if (findCopyStdin(sql) !== undefined) {
      client.copy = { sql, rows: [] };
      return [message('G', Buffer.from([0, 0, 0]))];
    }
    if (findConcurrently(sql) === undefined) return this.#send(message('Q', sql));
    let answer: Message[] = [];
    let failed: Message | undefined;
    await withoutConcurrently(sql, async (text) => {
      answer = await this.#send(message('Q', text));
      const error = answer.find(({ type }) => type === 'E');
      if (error === undefined) return;
      failed = error;
      throw Object.assign(new Error(), { code: readFields(error)['C'] });
    }).catch((error) => {
      if (failed === undefined) throw error;
      answer = [failed, ...answer.filter(({ type }) => type === 'Z')];
    });
    return answer;
  }

  async #copy(client: Client, { type, body }: Message): Promise<Message[]> {
    const { sql, rows } = client.copy ?? { sql: '', rows: [] };
    if (type === 'd') rows.push(Buffer.from(body));
    if (type !== 'c' && type !== 'f') return [];
    client.copy = undefined;
    try {
      if (type === 'f') throw { message: `COPY from stdin failed: ${readText(body)}`, code: '57014' };
      const count = await this.#backend.copyIn(sql, Buffer.concat(rows).toString());
      return [message('C', `COPY ${count}`), ...(await this.#status())];
    } catch (error) {
      if (this.failure !== undefined) throw error;
      return [writeError(error as PostgresErrorFields), ...(await this.#status())];
    }
  }

  /** Whether a transaction is open, as a Sync tells. */
  #status(): Promise<Message[]> {
    return this.#send(message('S'));
  }
}

/** What of a session is set by itself. Who it acts as is in no list of settings, and counts before all that needs its rights. */
const SETTINGS = `
  SELECT name, pg_catalog.current_setting(name) AS value FROM pg_catalog.pg_settings WHERE source = 'session'
  UNION ALL SELECT 'session_authorization', session_user WHERE session_user <> pg_catalog.pg_get_userbyid(10)
  UNION ALL SELECT 'role', pg_catalog.current_setting('role')`;

/** A statement as the server in WebAssembly can take it. */
function prepared(sql: string, status: string): string {
  // The server dies of COPY's own messages, which would follow.
  if (findCopyStdin(sql) !== undefined)
    return 'DO $$ BEGIN RAISE feature_not_supported USING MESSAGE = $m$COPY … FROM STDIN as a prepared statement does not work on the embedded server: use --engine docker$m$; END $$';
  const word = status === 'I' ? findConcurrently(sql) : undefined;
  return word === undefined ? sql : sql.slice(0, word.start) + ' '.repeat(word.end - word.start) + sql.slice(word.end);
}

/** The WebAssembly build reports the messages themselves at DEBUG whatever client_min_messages says. */
function isDebug(one: Message): boolean {
  return one.type === 'N' && /^DEBUG/.test(readFields(one)['V'] ?? '');
}
