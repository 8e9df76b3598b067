import type { Notice, Session } from '../../../src/engine/types.ts';

/**
 * A session that is killed once before every text that is sent and once after it, before its answer is heard; which of
 * them were, outlives it. What is left behind by a statement that is broken off halfway can be told for each.
 */
export class KilledSession implements Session {
  readonly #session: Session;
  readonly #seen: Set<string>;
  readonly #halves: (text: string) => readonly string[];
  #place = '';
  /** Where it was killed; undefined where it was not. */
  killed: string | undefined;

  constructor(session: Session, seen: Set<string>, halves: (text: string) => readonly string[] = () => []) {
    this.#session = session;
    this.#seen = seen;
    this.#halves = halves;
  }

  #killedAt(point: string): boolean {
    if (this.#seen.has(point)) return false;
    this.#seen.add(point);
    this.killed = point;
    return true;
  }

  async execute(text: string): Promise<void> {
    const mark = /: \d+ of \d+ parts/.exec(text)?.[0];
    const key = `${this.#place} ${text}`;
    if (this.#killedAt(`before ${key}`)) throw new Error(`before ${text}`);
    const halves = this.#halves(text);
    if (halves.length > 0 && this.#killedAt(`half ${key}`)) {
      for (const half of halves) await this.#session.execute(half);
      throw new Error(`half of ${text}`);
    }
    await this.#session.execute(text);
    if (this.#killedAt(`after ${key}`)) throw new Error(`after ${text}`);
    this.#place = mark ?? this.#place;
  }

  async executeEach(texts: readonly string[], done: () => void): Promise<void> {
    for (const text of texts) {
      await this.execute(text);
      done();
    }
  }

  query<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]> {
    return this.#session.query<Row>(sql, parameters);
  }

  copyIn(sql: string, data: string): Promise<void> {
    return this.#session.copyIn(sql, data);
  }

  reset(): Promise<void> {
    return this.#session.reset();
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    return this.#session.onNotice(listener);
  }

  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}
