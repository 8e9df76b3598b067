import type { PGliteInterface } from '@electric-sql/pglite';
import { findCopyStdin } from '../sql/copy.ts';
import { withoutConcurrently } from './concurrently.ts';
import type { Notice, Session } from './types.ts';

/** Runs something on the server, which may die of it. */
export type Guard = <T>(work: () => Promise<T>) => Promise<T>;

/** The one session of an embedded server. */
export class EmbeddedSession implements Session {
  readonly #server: PGliteInterface;
  readonly #reset: () => Promise<void>;
  readonly #guard: Guard;
  readonly #listeners = new Set<(notice: Notice) => void>();

  constructor(server: PGliteInterface, reset: () => Promise<void>, guard: Guard) {
    this.#server = server;
    this.#reset = reset;
    this.#guard = guard;
  }

  async query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const result = await this.#guard(() =>
      this.#server.query<Row>(sql, [...parameters], { onNotice: (notice) => this.#tell(notice) }),
    );
    return result.rows;
  }

  async execute(sql: string): Promise<void> {
    await withoutConcurrently(sql, async (text) => {
      await this.#guard(() => this.#server.exec(text, { onNotice: (notice) => this.#tell(notice) }));
    });
  }

  async executeEach(texts: readonly string[], done: () => void): Promise<void> {
    for (const text of texts) {
      await this.execute(text);
      done();
    }
  }

  async copyIn(sql: string, data: string): Promise<void> {
    await this.#guard(() => copyBlob(this.#server, sql, data, (notice) => this.#tell(notice)));
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  reset(): Promise<void> {
    return this.#reset();
  }

  close(): Promise<void> {
    return this.#reset();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #tell(notice: { severity?: string | undefined; message?: string | undefined }): void {
    // The WebAssembly build reports its event triggers at DEBUG whatever client_min_messages says.
    if (notice.severity === undefined || notice.severity.startsWith('DEBUG')) return;
    for (const listener of this.#listeners) listener({ severity: notice.severity, message: notice.message ?? '' });
  }
}

type Told = Parameters<NonNullable<NonNullable<Parameters<PGliteInterface['exec']>[1]>['onNotice']>>[0];

/**
 * Runs a COPY … FROM STDIN and gives the number of rows. The WebAssembly server dies of the COPY protocol, and offers the
 * rows as a file instead.
 */
export async function copyBlob(
  server: PGliteInterface,
  sql: string,
  data: string,
  onNotice: (notice: Told) => void,
): Promise<number> {
  const stdin = findCopyStdin(sql);
  if (stdin === undefined) throw new Error('not a COPY … FROM STDIN');
  const before = `${sql.slice(0, stdin.start)}'/dev/blob'`;
  try {
    const results = await server.exec(before + sql.slice(stdin.end), { blob: new Blob([data]), onNotice });
    return results[0]?.affectedRows ?? 0;
  } catch (error) {
    const { position } = error as { position?: string };
    // The file's name is longer than the word STDIN: what stands behind it moved.
    const moved = before.length - stdin.end;
    if (Number(position) > [...before].length)
      Object.assign(error as Error, { position: String(Number(position) - moved) });
    throw error;
  }
}
