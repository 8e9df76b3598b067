import type { PostgresErrorFields } from './types.ts';

/** One message of PostgreSQL's protocol: its letter, none for what begins a connection, and what follows its length. */
export interface Message {
  type: string;
  body: Buffer;
}

/** The codes that stand where a version would, in the packets that may come before a session begins. */
export const STARTUP_CODES = { ssl: 80877103, gss: 80877104, cancel: 80877102 } as const;

/** Longer than any script of a person: a length beyond it is no length. */
const LONGEST = 256 * 1024 * 1024;

/** Cuts a stream into whole messages. */
export class MessageReader {
  #waiting: Buffer = Buffer.alloc(0);
  /** False until the session has begun: packets before that have no letter. */
  typed = false;

  push(bytes: Buffer): void {
    this.#waiting = Buffer.concat([this.#waiting, bytes]);
  }

  /**
   * The next whole message, undefined where it is not there yet.
   *
   * @throws RangeError for what is not the protocol
   */
  next(): Message | undefined {
    const head = this.typed ? 1 : 0;
    if (this.#waiting.length < head + 4) return undefined;
    const length = this.#waiting.readInt32BE(head);
    if (length < 4 || length > LONGEST) throw new RangeError('not a message of the protocol');
    if (this.#waiting.length < head + length) return undefined;
    const type = this.typed ? this.#waiting.toString('latin1', 0, 1) : '';
    const body = this.#waiting.subarray(head + 4, head + length);
    this.#waiting = this.#waiting.subarray(head + length);
    return { type, body };
  }
}

/** The messages of an answer, which is whole. */
export function readMessages(answer: Uint8Array): Message[] {
  const reader = new MessageReader();
  reader.typed = true;
  reader.push(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength));
  const found: Message[] = [];
  for (let message = reader.next(); message !== undefined; message = reader.next()) found.push(message);
  return found;
}

export function write({ type, body }: Message): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** A message of zero-terminated texts and, as Buffers, of what is not text. */
export function message(type: string, ...parts: readonly (string | Buffer)[]): Message {
  return { type, body: Buffer.concat(parts.map((part) => (typeof part === 'string' ? text(part) : part))) };
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** The zero-terminated text at an offset. */
export function readText(body: Buffer, at = 0): string {
  return body.toString('utf8', at, body.indexOf(0, at));
}

/** The fields of an error or a notice, by their letters: `C` the code, `M` the message. */
export function readFields({ body }: Message): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let at = 0; at < body.length && body[at] !== 0; ) {
    const value = readText(body, at + 1);
    fields[body.toString('latin1', at, at + 1)] = value;
    at += 2 + Buffer.byteLength(value);
  }
  return fields;
}

export function writeFields(type: 'E' | 'N', fields: Readonly<Record<string, string | undefined>>): Message {
  const parts = Object.entries(fields).flatMap(([letter, value]) =>
    value === undefined ? [] : [Buffer.from(letter), text(value)],
  );
  return message(type, ...parts, Buffer.from([0]));
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

/** An error as a driver has thrown it. */
export function writeError(error: PostgresErrorFields): Message {
  const position = error.position === undefined ? undefined : String(error.position);
  const { code = 'XX000', message: M, detail: D, hint: H, where: W } = error;
  return writeFields('E', { S: 'ERROR', V: 'ERROR', C: code, M, D, H, P: position, W });
}

const EMPTY = new Uint8Array();

/**
 * Hands messages of PostgreSQL's protocol on as wholes only. libpq writes 8 KiB at a time, and the WebAssembly server dies
 * of half a message: of pg_dump's LOCK TABLE with a few hundred names, for instance.
 *
 * @param send takes whole messages and gives the server's answer
 * @returns takes any piece of them; nothing is answered to what is not whole yet
 */
export function wholeMessages(send: (messages: Uint8Array) => Uint8Array): (piece: Uint8Array) => Uint8Array {
  let waiting: Uint8Array = EMPTY;
  return (piece) => {
    // The piece is a view of memory that its owner uses again.
    const bytes = Buffer.concat([waiting, piece]);
    const end = endOfWhole(bytes);
    waiting = bytes.subarray(end);
    return end === 0 ? EMPTY : send(bytes.subarray(0, end));
  };
}

/** Where the last whole message ends. Each has a letter and its length; that which starts a session, the length alone. */
function endOfWhole(bytes: Buffer): number {
  let end = 0;
  for (;;) {
    const at = bytes[end] === 0 ? end : end + 1;
    if (at + 4 > bytes.length) return end;
    const next = at + bytes.readInt32BE(at);
    if (next > bytes.length || next <= end) return end;
    end = next;
  }
}
