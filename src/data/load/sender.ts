import type { Reject } from './csv.ts';
import type { Direct } from './direct.ts';
import type { Stage, Waiting } from './stage.ts';

/** Bytes that are sent at once: two such parts are in memory, one that fills and one on its way. */
const PART_BYTES = 500_000;
/** Rows of a group, which goes on to the table as one. */
const GROUP_ROWS = 100_000;

/** Sends the rows of one file to the staging table, in parts, while further rows are read. */
export class Sender {
  readonly #stage: Stage;
  readonly #direct: Direct | undefined;
  readonly #file: number;
  readonly #onReject: (reject: Reject) => void;
  #part: Waiting[] = [];
  #bytes = 0;
  #group = 0;
  #sending: Promise<void> = Promise.resolve();

  /** @param onReject told of what the server refuses; throws to stop */
  constructor(stage: Stage, direct: Direct | undefined, file: number, onReject: (reject: Reject) => void) {
    this.#stage = stage;
    this.#direct = direct;
    this.#file = file;
    this.#onReject = onReject;
  }

  /** Undefined where the row only waits: a promise a row would cost more than the row. */
  add(row: Waiting): Promise<void> | undefined {
    this.#part.push(row);
    this.#bytes += row.copy.length;
    return this.#bytes < PART_BYTES ? undefined : this.#send();
  }

  /** Waits until all of it is there. */
  async end(): Promise<void> {
    await this.#send();
    await this.#sending;
    this.#offer();
  }

  async #send(): Promise<void> {
    const part = this.#part;
    this.#part = [];
    this.#bytes = 0;
    await this.#sending;
    this.#group += part.length;
    this.#sending = this.#stage.send(this.#file, part, this.#onReject).then(() => {
      if (this.#group >= GROUP_ROWS) this.#offer();
    });
    // It is awaited with the next part; a failure until then is no unhandled one.
    this.#sending.catch(() => {});
  }

  #offer(): void {
    this.#group = 0;
    const group = this.#stage.end();
    if (group !== undefined) this.#direct?.offer(group);
  }
}
