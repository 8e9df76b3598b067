import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { CLI, clientTls, containerOf, docker, inherited, type TestStack } from './support.ts';

/** What came of one fault. */
export interface Tried {
  fault: string;
  /** What the commands said about loss; empty where they had nothing to say. */
  said: string;
  /** Commits that were acknowledged so far, and those of them that the primary has not. */
  acknowledged: number;
  missing: number;
  seconds: number;
}

export interface Fault {
  name: string;
  /** Breaks something, mends it by commands, and gives what they said that was lost, in bytes. */
  run: (on: Bench) => Promise<number | null>;
}

/** Rows whose commit somebody was told of, and who takes writes meanwhile. */
export class Writer {
  readonly acknowledged = new Set<number>();
  /** All of them, those that are known to be lost too. */
  total = 0;
  /** Moments at which two servers took writes. */
  twoPrimaries = 0;
  readonly #on: TestStack;
  #next = 1;
  #going = true;
  #work: Promise<unknown> | undefined;

  constructor(on: TestStack) {
    this.#on = on;
  }

  async start(): Promise<void> {
    await this.#on.query('primary', 'CREATE TABLE IF NOT EXISTS trading.ledger (id int PRIMARY KEY)');
    this.#work = Promise.all([this.#write(), this.#watch()]);
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#work;
  }

  /** True once a row that was begun after now is committed. */
  async writes(withinMs = 120_000): Promise<boolean> {
    const from = this.#next;
    const until = performance.now() + withinMs;
    while (performance.now() < until) {
      for (let id = from + 1; id < this.#next; id += 1) if (this.acknowledged.has(id)) return true;
      await pause(20);
    }
    return false;
  }

  async #write(): Promise<void> {
    while (this.#going) {
      const client = this.#client('primary');
      try {
        await client.connect();
        while (this.#going) {
          const id = this.#next;
          this.#next += 1;
          await client.query('INSERT INTO trading.ledger VALUES ($1)', [id]);
          this.acknowledged.add(id);
          this.total += 1;
          await pause(5);
        }
      } catch {
        await pause(50);
      } finally {
        client.end().catch(() => {});
      }
    }
  }

  async #watch(): Promise<void> {
    while (this.#going) {
      const takes = await Promise.all([this.#takesWrites('primary'), this.#takesWrites('replica')]);
      if (takes.every(Boolean)) this.twoPrimaries += 1;
      await pause(200);
    }
  }

  async #takesWrites(server: 'primary' | 'replica'): Promise<boolean> {
    const client = this.#client(server);
    try {
      await client.connect();
      const { rows } = await client.query('SELECT pg_is_in_recovery() AS standby');
      return rows[0]?.standby === false;
    } catch {
      return false;
    } finally {
      client.end().catch(() => {});
    }
  }

  #client(server: 'primary' | 'replica'): pg.Client {
    const client = new pg.Client({
      ...{ host: '127.0.0.1', port: this.#on.ports[server], user: 'postgres', database: 'trading_data' },
      ...{ password: this.#on.password(), connectionTimeoutMillis: 3_000, query_timeout: 5_000 },
      ssl: clientTls(this.#on.dir),
    });
    client.on('error', () => {});
    return client;
  }
}

/** A stack under a writer. */
export class Bench {
  readonly on: TestStack;
  readonly writer: Writer;
  readonly image: string;

  constructor(on: TestStack, image: string) {
    this.on = on;
    this.image = image;
    this.writer = new Writer(on);
  }

  /** Runs a command that has to succeed. */
  async must(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.on.stack(...args);
    if (code !== 0) throw new Error(`stack ${args.join(' ')} ended with ${code}: ${stderr}`);
    return stdout;
  }

  /** Runs a command that has to refuse. */
  async refused(words: RegExp, ...args: string[]): Promise<void> {
    const { code, stderr } = await this.on.stack(...args);
    if (code !== 2 || !words.test(stderr)) throw new Error(`stack ${args.join(' ')} ended with ${code}: ${stderr}`);
  }

  /** Runs a command and kills it, with no chance to clean up, after a time. */
  async killed(afterMs: number, ...args: string[]): Promise<void> {
    const child = spawn(process.execPath, [CLI, 'stack', ...args], {
      cwd: this.on.dir,
      env: inherited(),
      stdio: 'ignore',
    });
    const ended = new Promise((done) => child.on('close', done));
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    await ended;
    clearTimeout(timer);
  }

  async kill(service: 'primary' | 'replica', signal = 'KILL'): Promise<void> {
    await docker('kill', '--signal', signal, await containerOf(this.on.project, service));
  }

  /** Runs a shell command in a server's container; what comes of it shows elsewhere. */
  async inside(service: 'primary' | 'replica', command: string): Promise<void> {
    await docker('exec', await containerOf(this.on.project, service), 'sh', '-c', command).catch(() => '');
  }

  async network(action: 'connect' | 'disconnect', service: 'primary' | 'replica'): Promise<void> {
    const alias = action === 'connect' ? ['--alias', service] : [];
    await docker(
      'network',
      action,
      ...alias,
      `${this.on.project}_private`,
      await containerOf(this.on.project, service),
    );
  }

  /** Promotes, and gives what it says was lost. */
  async promote(...more: string[]): Promise<number | null> {
    const { lostBytes } = JSON.parse(await this.must('promote', '--yes', '--json', ...more)) as {
      lostBytes: number | null;
    };
    return lostBytes;
  }

  /** Until the stack says that all is well. */
  async well(): Promise<void> {
    let last = '';
    for (let attempt = 0; attempt < 40; attempt += 1) {
      const { code, stderr } = await this.on.stack('status');
      if (code === 0) return;
      last = stderr;
      await pause(500);
    }
    throw new Error(`the stack is not well: ${last}`);
  }

  /** The acknowledged rows that the primary has not. */
  async missing(): Promise<number[]> {
    const acknowledged = [...this.writer.acknowledged];
    const rows = await this.on.query<{ id: number }>('primary', 'SELECT id FROM trading.ledger');
    const there = new Set(rows.map(({ id }) => id));
    return acknowledged.filter((id) => !there.has(id));
  }

  /** Tries one fault: afterwards the primary takes writes, and lacks no acknowledged row beyond what was said. */
  async try(fault: Fault): Promise<Tried> {
    const began = performance.now();
    const lost = await fault.run(this);
    if (!(await this.writer.writes())) throw new Error(`${fault.name}: no writes afterwards`);
    await this.well();
    const missing = await this.missing();
    // Told once; they are gone.
    for (const id of missing) this.writer.acknowledged.delete(id);
    if (missing.length > 0 && lost === 0)
      throw new Error(`${fault.name}: ${missing.length} rows lost, and nobody said so`);
    if (this.writer.twoPrimaries > 0) throw new Error(`${fault.name}: two servers took writes`);
    return {
      fault: fault.name,
      said: lost === 0 ? '' : lost === null ? 'unknown' : `${lost} bytes`,
      acknowledged: this.writer.total,
      missing: missing.length,
      seconds: Math.round((performance.now() - began) / 1000),
    };
  }
}

const fault = (name: string, run: (bench: Bench) => Promise<number | null | void>): Fault => ({
  name,
  run: async (bench) => (await run(bench)) ?? 0,
});

/** A container that comes back to its network gets its published port with its next start. */
async function giveBackPorts(bench: Bench, service: 'primary' | 'replica'): Promise<void> {
  await docker('restart', '--time', '60', await containerOf(bench.on.project, service));
}

/** Cuts the replica off, so that it lacks what is written from then on. */
async function leaveBehind(bench: Bench): Promise<void> {
  const cut = 'ALTER ROLE replicator NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_replication';
  await bench.on.query('primary', cut, 'postgres');
  await bench.writer.writes();
}

/** For a stack whose disk is small: it fills, and is made free again. */
export const DISK_FULL = fault('disk full, then free again', async (bench) => {
  const filler = '/var/lib/postgresql/data/filler';
  const primary = await containerOf(bench.on.project, 'primary');
  await docker(
    'exec',
    primary,
    'sh',
    '-c',
    `fallocate -l $(df -Pk ${filler.replace('/filler', '')} | awk 'NR == 2 { printf "%.0f", $4 * 970 }') ${filler}`,
  );
  const { code, stderr } = await bench.on.stack('status');
  if (code !== 1 || !/the disk of the primary is \d+ % full/.test(stderr))
    throw new Error(`status ended with ${code}: ${stderr}`);
  // Two megabytes a row, which no compression makes smaller, until there is no place for their log.
  await bench.on.query('primary', 'CREATE TABLE IF NOT EXISTS trading.filler (x bytea STORAGE EXTERNAL)');
  const fill = `INSERT INTO trading.filler SELECT string_agg(sha512(random()::text::bytea), '') FROM generate_series(1, 32768)`;
  let full = '';
  while (full === '') {
    await bench.on.query('primary', fill).catch((error: Error) => {
      full = error.message;
    });
  }
  await docker(
    'run',
    '--rm',
    '--network',
    'none',
    '--volume',
    `${bench.on.project}_data-a:/a`,
    '--entrypoint',
    'rm',
    bench.image,
    '-f',
    '/a/filler',
  );
});

/** Faults, each of which leaves a stack with a primary and a replica that streams. */
export const FAULTS: readonly Fault[] = [
  fault('`docker kill` of the primary, then `start`', async (bench) => {
    await bench.kill('primary');
    await bench.must('start');
  }),
  fault('`kill -9` of a connection’s process', async (bench) => {
    await bench.inside('primary', 'kill -9 $(pgrep -f "postgres: postgres trading_data" | head -n 1)');
  }),
  fault('`kill -9` of the server’s first process; Docker starts it again', async (bench) => {
    await bench.inside('primary', 'kill -9 $(head -n 1 "$PGDATA/postmaster.pid")');
  }),
  fault('`docker kill` of the replica, then `start-replica`', async (bench) => {
    await bench.kill('replica');
    await bench.must('start-replica');
  }),
  fault('network of the replica cut and mended', async (bench) => {
    await bench.network('disconnect', 'replica');
    await bench.writer.writes();
    await bench.network('connect', 'replica');
    await giveBackPorts(bench, 'replica');
  }),
  fault('network of the primary cut and mended', async (bench) => {
    await bench.network('disconnect', 'primary');
    await pause(1_000);
    await bench.network('connect', 'primary');
    await giveBackPorts(bench, 'primary');
  }),
  fault('wrong password of `replicator` at `restart-replica`', async (bench) => {
    const right = bench.on.env()['REPLICATOR_PASSWORD'] ?? '';
    bench.on.setEnv('REPLICATOR_PASSWORD', 'wrong');
    await bench.refused(/password authentication failed/, 'restart-replica');
    bench.on.setEnv('REPLICATOR_PASSWORD', right);
  }),
  fault('wrong password of `postgres` at `promote`', async (bench) => {
    const right = bench.on.env()['POSTGRES_PASSWORD'] ?? '';
    bench.on.setEnv('POSTGRES_PASSWORD', 'wrong');
    await bench.refused(/refuses the password/, 'promote', '--yes');
    bench.on.setEnv('POSTGRES_PASSWORD', right);
  }),
  fault('`restart-replica` killed after 3 s, then again', async (bench) => {
    await bench.killed(3_000, 'restart-replica');
    await bench.must('restart-replica');
  }),
  fault('two `restart-replica` at once', async (bench) => {
    const runs = await Promise.all([bench.on.stack('restart-replica'), bench.on.stack('restart-replica')]);
    const codes = runs.map(({ code }) => code).sort();
    if (codes.join() !== '0,2') throw new Error(`they ended with ${codes}`);
  }),
  fault('`promote` of a healthy stack, then a new replica', async (bench) => {
    const lost = await bench.promote();
    await bench.must('start-replica', '--yes');
    return lost;
  }),
  fault('`docker kill` of the primary, `promote`, a new replica', async (bench) => {
    await bench.kill('primary');
    const lost = await bench.promote('--accept-loss');
    await bench.must('start-replica', '--yes');
    return lost;
  }),
  fault('replica cut off, primary killed: `promote` refuses, and does it with --accept-loss', async (bench) => {
    await leaveBehind(bench);
    await bench.kill('primary');
    await bench.refused(/would be lost/, 'promote', '--yes');
    const lost = await bench.promote('--accept-loss');
    await bench.must('start-replica', '--yes');
    return lost;
  }),
  fault('`promote` killed after 4 s, then again, a new replica', async (bench) => {
    await bench.killed(4_000, 'promote', '--yes');
    const lost = await bench.promote();
    await bench.must('start-replica', '--yes');
    return lost;
  }),
  fault('two `promote` at once, a new replica', async (bench) => {
    const runs = await Promise.all([1, 2].map(() => bench.on.stack('promote', '--yes', '--json')));
    const done = runs.find(({ code }) => code === 0);
    if (done === undefined) throw new Error(runs.map(({ stderr }) => stderr).join('\n'));
    await bench.must('start-replica', '--yes');
    return (JSON.parse(done.stdout) as { lostBytes: number | null }).lostBytes;
  }),
  fault('`stop` killed after 1 s, then `start-all` of the servers', async (bench) => {
    await bench.killed(1_000, 'stop');
    await bench.must('start');
    await bench.must('start-replica');
  }),
  fault('`restart` with settings that no server bears', async (bench) => {
    bench.on.setEnv('TIMESCALE_SHARED_BUFFERS', '900TB');
    await bench.refused(/nothing was stopped/, 'restart');
    bench.on.setEnv('TIMESCALE_SHARED_BUFFERS', '256MB');
  }),
  fault('`rotate` killed after 2 s, then again', async (bench) => {
    await bench.killed(2_000, 'rotate', 'replicator');
    await bench.must('rotate', 'replicator');
  }),
];
