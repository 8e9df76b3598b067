import { Socket } from 'node:net';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { SqlLimitError } from '../errors.ts';
import { SqlLimit } from './time-limit.ts';
import type { Notice, Session } from './types.ts';

/** Makes the error that tells why a connection was lost, from what the driver or the server said last. */
export type ExplainLoss = (cause: unknown) => Promise<Error>;

/** Sees to it that a session which was refused can begin; false where it cannot. */
export type LetIn = (refusal: unknown) => Promise<boolean>;

/**
 * A session over the network, by the `pg` driver. Errors of SQL arrive as the driver throws them, with PostgreSQL's
 * fields; a connection that breaks becomes the error that `explainLoss` makes, and never an unhandled 'error' event.
 */
export class PgSession implements Session {
  readonly #config: pg.ClientConfig;
  readonly #explainLoss: ExplainLoss;
  readonly #limit: SqlLimit;
  readonly #letIn: LetIn;
  readonly #listeners = new Set<(notice: Notice) => void>();
  #socket: Socket = new Socket();
  #client: pg.Client;
  #lost: unknown;
  #muted = false;

  private constructor(config: pg.ClientConfig, explainLoss: ExplainLoss, limit: SqlLimit, letIn: LetIn) {
    this.#config = config;
    this.#letIn = letIn;
    this.#explainLoss = explainLoss;
    this.#limit = limit;
    this.#client = this.#newClient();
  }

  /** Connects. What goes wrong on the way is thrown as the driver gives it: the caller knows what it means. */
  static async connect(
    config: pg.ClientConfig,
    explainLoss: ExplainLoss,
    limit: SqlLimit = new SqlLimit(),
    letIn: LetIn = async () => false,
  ): Promise<PgSession> {
    const session = new PgSession(config, explainLoss, limit, letIn);
    try {
      await limit.keep(
        () => session.#begin(),
        () => {},
      );
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  #newClient(): pg.Client {
    const socket = new Socket();
    this.#socket = socket;
    const client = new pg.Client({ ...this.#config, stream: () => socket });
    client.on('error', (error) => {
      if (client === this.#client) this.#lost ??= error;
    });
    client.on('notice', ({ severity = 'NOTICE', message = '' }) => {
      if (this.#muted) return;
      for (const listener of this.#listeners) listener({ severity, message });
    });
    return client;
  }

  async query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    // Without values the driver would fall back to the simple protocol, which takes several statements at once.
    const config = { text: sql, values: [...parameters], queryMode: 'extended' };
    const result = await this.#run(() => this.#client.query<Row & pg.QueryResultRow>(config));
    return result.rows;
  }

  async execute(sql: string): Promise<void> {
    await this.#run(() => send(this.#client, sql));
  }

  async executeEach(texts: readonly string[], done: () => void): Promise<void> {
    await this.#run(() => this.#pipelined((client) => this.#sendEach(client, texts, done)));
  }

  async copyIn(sql: string, data: string): Promise<void> {
    await this.#run(() =>
      pipeline(Readable.from(slices(Buffer.from(data))), this.#client.query(copyStreams.from(sql))),
    );
  }

  async copyOut(sql: string, into: Writable): Promise<void> {
    await this.#run(() => pipeline(this.#client.query(copyStreams.to(sql)), into));
  }

  /** By a new connection: only one that begins takes the settings of the database and the role (ALTER DATABASE … SET). */
  async reset(): Promise<void> {
    // What it holds must be free before the next one asks for it.
    await this.execute('ROLLBACK');
    await this.close();
    this.#client = this.#newClient();
    await this.#run(() => this.#begin());
  }

  async #begin(): Promise<void> {
    try {
      await this.#client.connect();
    } catch (refusal) {
      if (!(await this.#letIn(refusal))) throw refusal;
      this.#client = this.#newClient();
      await this.#client.connect();
    }
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Only while it lasts: in pipeline mode the driver takes no COPY, and waits for all answers before it hangs up. */
  async #pipelined(action: (client: pg.Client) => Promise<void>): Promise<void> {
    const client = this.#client;
    const mode: { pipeline: boolean } = client;
    mode.pipeline = true;
    // One packet for all of them.
    this.#socket.cork();
    const running = action(client);
    this.#socket.uncork();
    try {
      await running;
    } finally {
      mode.pipeline = false;
    }
  }

  /** Waits for all answers, so that the next query gets its own. Several may come in one packet: each is told at once. */
  async #sendEach(client: pg.Client, texts: readonly string[], done: () => void): Promise<void> {
    const failed = () => {
      // What runs behind an error is nobody's concern.
      this.#muted = true;
    };
    const succeeded = () => {
      if (!this.#muted) done();
    };
    try {
      const answers = await Promise.allSettled(texts.map((text) => send(client, text, succeeded, failed)));
      const refused = answers.find((answer) => answer.status === 'rejected');
      if (refused !== undefined) throw refused.reason;
    } finally {
      this.#muted = false;
    }
  }

  async close(): Promise<void> {
    const mode: { pipeline: boolean } = this.#client;
    mode.pipeline = false;
    await this.#client.end().catch(() => {});
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run<T>(action: () => Promise<T>): Promise<T> {
    try {
      // In the middle of a query, ending the client cuts the connection.
      return await this.#limit.keep(action, () => void this.close());
    } catch (error) {
      if (error instanceof SqlLimitError) throw error;
      // The server's own timer may be heard of before ours, in a busy process.
      if (isCancelled(error) && this.#limit.leftMs <= 0) throw this.#limit.error();
      if (this.#lost === undefined && !endsConnection(error)) throw error;
      throw await this.#explainLoss(this.#lost ?? error);
    }
  }
}

/**
 * True for an error after which the server hangs up: shutdown, crash, dropped database, session timeouts, protocol
 * (PostgreSQL's appendix A). The code tells; `severity` comes in the server's language.
 */
export function endsConnection(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(57P0\d|25P0[34]|08)/.test(error.code ?? '');
}

function send(client: pg.Client, sql: string, succeeded?: () => void, failed?: () => void): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const query = new pg.Query(sql);
    // The driver keeps all rows unless somebody listens to them.
    query.on('row', () => {});
    query.on('end', () => {
      succeeded?.();
      resolve();
    });
    query.on('error', (error) => {
      failed?.();
      reject(error);
    });
    client.query(query);
  });
}

/** query_canceled, of a statement_timeout too. */
function isCancelled(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '57014';
}

const COPY_SLICE_BYTES = 64 * 1024;

/** One message of the protocol for each slice, as psql does: the server need not hold the whole input at once. */
function* slices(data: Buffer): Generator<Buffer> {
  for (let start = 0; start < data.length; start += COPY_SLICE_BYTES) {
    yield data.subarray(start, start + COPY_SLICE_BYTES);
  }
}
