import type { Session } from '../../engine/types.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type { Target } from './target.ts';

/**
 * The way of rows into their table while more of them are read: in a transaction of its own, which ends with the load. It
 * takes rows that are new, each of them once. The first that is there already ends it, and `upsert` does it all.
 */
export class Direct {
  readonly #session: Session;
  readonly #target: Target;
  readonly #columns: string;
  #work: Promise<void>;
  #failure: unknown;

  constructor(session: Session, target: Target, columns: readonly string[]) {
    this.#session = session;
    this.#target = target;
    this.#columns = columns.map(quoteIdentifier).join(', ');
    this.#work = session.execute('BEGIN ISOLATION LEVEL READ COMMITTED').catch((error) => {
      this.#failure = error;
    });
  }

  /** @param group a staging table that no more rows come into */
  offer(group: string): void {
    this.#work = this.#work.then(async () => {
      if (this.#failure !== undefined) return;
      const { name, time } = this.#target;
      const sorted = time === null ? '' : ` ORDER BY ${quoteIdentifier(time)}`;
      await this.#session
        .execute(`INSERT INTO ${name} (${this.#columns}) SELECT ${this.#columns} FROM ${group}${sorted}`)
        .catch((error: unknown) => {
          this.#failure = error;
        });
    });
  }

  /** True once all that was offered is in the table for good; false where nothing is. */
  async finish(): Promise<boolean> {
    await this.#work;
    if (this.#failure === undefined) {
      await this.#session.execute('COMMIT');
      return true;
    }
    await this.abandon();
    // Whatever else is wrong will be told by the statement that comes now.
    return false;
  }

  /** Takes all of it back. */
  async abandon(): Promise<void> {
    this.#failure ??= 'abandoned';
    await this.#work;
    await this.#session.execute('ROLLBACK').catch(() => {});
  }
}
