import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { int32, type Message, MessageReader, message, readText, STARTUP_CODES, write, writeFields } from './wire.ts';

export interface Access {
  user: string;
  password: string;
  database: string;
}

/** A setting of a session, as set_config takes it. */
export interface Setting {
  name: string;
  value: string;
}

/** One connection of another program: what it has sent, and what of it must be kept while others have their turn. */
export class Client {
  static #count = 0;
  readonly id = ++Client.#count;
  readonly #socket: Socket;
  readonly #access: Access;
  readonly #reader = new MessageReader();
  #state: 'startup' | 'password' | 'ready' = 'startup';
  /** What it has sent and nobody has answered yet. The first has no letter: it asks for the session to begin. */
  readonly waiting: Message[] = [];
  /** `I` outside of a transaction, `T` in one, `E` in one that has failed. */
  status = 'I';
  /** True between the first message of an extended query and its Sync. */
  unfinished = false;
  /** Prepared statements by the names that this client gave them. */
  readonly statements = new Set<string>();
  /** A COPY … FROM STDIN whose rows are coming. */
  copy: { sql: string; rows: Buffer[] } | undefined;
  /** What it asked for as it connected, then what it had set when another's turn began. */
  settings: Setting[] = [];

  /** @param onMessages called when there is something in `waiting`, in the end that the connection is gone */
  constructor(socket: Socket, access: Access, onMessages: () => void) {
    this.#socket = socket;
    this.#access = access;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      try {
        this.#reader.push(bytes);
        for (let next = this.#reader.next(); next !== undefined; next = this.#reader.next()) this.#take(next);
      } catch {
        socket.destroy();
      }
      if (this.waiting.length > 0) onMessages();
    });
    // A program that goes without a word is gone, which its connection's end tells too.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.waiting.splice(0, Infinity, message('X'));
      onMessages();
    });
  }

  /** True while nobody else can have a turn: its transaction or its query is not at its end. */
  get holds(): boolean {
    return this.unfinished || this.status !== 'I' || this.copy !== undefined;
  }

  answer(...messages: readonly Message[]): void {
    if (this.#socket.writable) this.#socket.write(Buffer.concat(messages.map(write)));
  }

  /** Ends the connection with a reason. */
  refuse(code: string, reason: string, hint?: string): void {
    this.answer(writeFields('E', { S: 'FATAL', V: 'FATAL', C: code, M: reason, H: hint }));
    this.#socket.end();
  }

  end(): void {
    this.#socket.destroy();
  }

  #take(next: Message): void {
    if (this.#state === 'ready') this.waiting.push(next);
    else if (this.#state === 'startup') this.#startup(next.body);
    else this.#password(next);
  }

  #startup(body: Buffer): void {
    const code = body.readInt32BE(0);
    if (code === STARTUP_CODES.ssl || code === STARTUP_CODES.gss) {
      this.#socket.write('N');
      return;
    }
    // There is nothing to cancel: by the time that a message is read, the query before it has ended.
    if (code === STARTUP_CODES.cancel || code >> 16 !== 3) return this.end();
    const { user = '', database = user, options = '', ...others } = parameters(body);
    const { user: role, database: ours } = this.#access;
    if (others['replication'] !== undefined) return this.refuse('0A000', 'there is no replication here');
    if (user !== role)
      return this.refuse('28000', `role "${user}" may not connect`, `Connect as ${role}: DATABASE_URL.`);
    if (database !== ours) {
      return this.refuse(
        '3D000',
        `database "${database}" does not exist`,
        `The embedded server has one database, ${ours}. Where a program needs others, use Docker: --engine docker.`,
      );
    }
    this.settings = [...Object.entries(others).map(([name, value]) => ({ name, value })), ...fromOptions(options)];
    this.#state = 'password';
    this.#reader.typed = true;
    this.answer(message('R', int32(3)));
  }

  #password({ type, body }: Message): void {
    const expected = Buffer.from(`${this.#access.password}\0`);
    if (type !== 'p' || body.length !== expected.length || !timingSafeEqual(body, expected)) {
      return this.refuse('28P01', `password authentication failed for user "${this.#access.user}"`);
    }
    this.#state = 'ready';
    this.waiting.push(message(''));
  }
}

function parameters(body: Buffer): Record<string, string> {
  const found: Record<string, string> = {};
  for (let at = 4; at < body.length && body[at] !== 0; ) {
    const name = readText(body, at);
    const value = readText(body, at + Buffer.byteLength(name) + 1);
    found[name] = value;
    at += Buffer.byteLength(name) + Buffer.byteLength(value) + 2;
  }
  return found;
}

/** The settings in PGOPTIONS: `-c name=value` and `--name=value`, with backslashes before spaces. */
function fromOptions(options: string): Setting[] {
  const words = (options.match(/(?:\\.|\S)+/g) ?? []).map((word) => word.replace(/\\(.)/g, '$1'));
  return words.flatMap((word, index) => {
    const found = /^(?:--|-c)?([\w.-]+)=(.*)$/s.exec(word);
    if (found === null || (!word.startsWith('-') && words[index - 1] !== '-c')) return [];
    return [{ name: (found[1] ?? '').replaceAll('-', '_'), value: found[2] ?? '' }];
  });
}
