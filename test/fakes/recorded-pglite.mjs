// Stands in for the packages of the embedded engine in an installed copy of the action: the first run records what the
// real server answers, every later one is answered from that recording, in a tenth of the time.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { REAL, RECORDING } from './places.mjs';

const replaying = existsSync(RECORDING);
/** What was answered, in order, by instance and call. */
const answers = replaying ? deserialize(readFileSync(RECORDING)) : new Map();
if (!replaying) process.on('exit', () => writeFileSync(RECORDING, serialize(answers)));
let servers = 0;

async function answer(call, onNotice, work) {
  const key = JSON.stringify(call);
  if (!replaying) {
    const notices = [];
    const entry = { notices };
    answers.set(key, [...(answers.get(key) ?? []), entry]);
    try {
      entry.value = await work((notice) => {
        notices.push({ severity: notice.severity, message: notice.message });
        onNotice?.(notice);
      });
    } catch (error) {
      entry.error = { ...error, name: error.name, message: error.message };
      throw error;
    }
    return entry.value;
  }
  const queue = answers.get(key);
  if (queue === undefined) throw new Error(`the recording of the embedded engine has no answer to ${key}`);
  const entry = queue.length > 1 ? queue.shift() : queue[0];
  for (const notice of entry.notices) onNotice?.(notice);
  if (entry.error !== undefined) throw Object.assign(new Error(), entry.error);
  return entry.value;
}

export class PGlite {
  closed = false;
  #name;
  #server;

  static async create(options) {
    const made = new PGlite();
    // Whether there has to be a server that only makes the image of an empty one depends on what is cached. It alone is
    // told who is its user.
    made.#name = options.username === undefined ? servers++ : 'image';
    if (replaying) return made;
    const [{ PGlite: Real }, { timescaledb }] = await Promise.all([import(REAL.pglite), import(REAL.timescaledb)]);
    made.#server = await Real.create(
      options.extensions === undefined ? options : { ...options, extensions: { timescaledb } },
    );
    made.execProtocolRawSync = (messages) => made.#server.execProtocolRawSync(messages);
    return made;
  }

  query(sql, parameters, { onNotice } = {}) {
    const call = [this.#name, 'query', sql, parameters];
    return answer(call, onNotice, (listen) => this.#server.query(sql, parameters, { onNotice: listen }));
  }

  exec(sql, { onNotice, ...options } = {}) {
    return answer([this.#name, 'exec', sql], onNotice, (listen) =>
      this.#server.exec(sql, { ...options, onNotice: listen }),
    );
  }

  execProtocolRawSync() {
    throw new Error('the recording of the embedded engine knows no messages');
  }

  async close() {
    this.closed = true;
    await this.#server?.close();
  }
}

/** The file system of a server, which is empty where there is none. */
export const { MemoryFS } = replaying ? { MemoryFS: class {} } : await import(REAL.pglite);

let dumps = 0;

export async function pgDump({ pg, args }) {
  const text = await answer([dumps++, 'pgDump', args], undefined, async () => {
    const { pgDump: real } = await import(REAL.pgDump);
    return await (await real({ pg, args })).text();
  });
  return new File([text], 'dump.sql');
}
