import type { Production } from './chunks-of.ts';
import type { Measured } from './measure.ts';
import type { Rehearsed } from './rehearse.ts';

/** A statement with what it takes at another number of chunks. */
export interface Told extends Rehearsed {
  chunks: number;
  seconds: number;
  /** How long its locks are held. */
  heldSeconds: number;
  /** Tables and chunks that are written anew, and indexes. */
  tables: number;
  indexes: number;
  /** Places in the server's table of locks; null where nobody could look. */
  lockEntries: number | null;
  /** Memory of the session; null where the server does not tell. */
  memoryBytes: number | null;
}

/** A migration, rehearsed. */
export interface Rehearsal {
  server: string;
  /** The numbers of chunks at which it was measured. */
  sizes: readonly number[];
  /** True where others wrote and read meanwhile. */
  others: boolean;
  /** Of the database that counts; null where a number was given. */
  production: Production | null;
  statements: Told[];
  /** Hypertables that were left empty, and why. */
  unfilled: string[];
}

/** What a statement takes at a number of chunks. */
export function toldOf(one: Rehearsed, chunks: number): Told {
  const values = (of: (did: Measured) => number): [number, number][] =>
    one.measured.map((measured) => [measured.chunks, of(measured.did)]);
  const sum = (key: 'tables' | 'indexes') => (did: Measured) =>
    did.rewrites.reduce((n, rewrite) => n + rewrite[key], 0);
  const count = (of: (did: Measured) => number): number => Math.round(along(values(of), chunks));
  const locked = one.measured.every(({ did }) => did.lockEntries !== null);
  return {
    ...one,
    chunks,
    seconds: extrapolate(
      values(({ seconds }) => seconds),
      chunks,
    ),
    heldSeconds: extrapolate(
      values(({ heldSeconds }) => heldSeconds),
      chunks,
    ),
    tables: count(sum('tables')),
    indexes: count(sum('indexes')),
    memoryBytes: one.measured.every(({ did }) => did.memoryBytes !== null)
      ? extrapolate(
          values(({ memoryBytes }) => memoryBytes ?? 0),
          chunks,
        )
      : null,
    lockEntries: locked ? count(({ lockEntries }) => lockEntries ?? 0) : null,
  };
}

type Measurements = readonly (readonly [chunks: number, value: number])[];

/** The two measurements around a number of chunks, or the last two before it. */
function around(measured: Measurements, chunks: number): Measurements {
  const after = measured.findIndex(([at]) => at >= chunks);
  const last = Math.max(1, after < 0 ? measured.length - 1 : after);
  return measured.slice(last - 1, last + 1);
}

/** A number of things, which is on a straight line. */
function along(measured: Measurements, chunks: number): number {
  const [first, second] = around(measured, chunks);
  if (first === undefined || second === undefined) return first?.[1] ?? 0;
  const slope = (second[1] - first[1]) / (second[0] - first[0]);
  return Math.max(0, second[1] + slope * (chunks - second[0]));
}

/**
 * At ten times as many chunks each of them costs about so much more: the server keeps what it knows of every relation that a
 * transaction touches, and looks through it. Measured by bench/rehearse.ts.
 */
const DEARER = 1.5;

/**
 * What is measured, at a number of chunks. Between two numbers at which it was measured it grows by a power of the chunks.
 * Beyond the last it goes on by that power, or along the straight line where there is a part that does not grow, whichever is
 * more, and each chunk gets dearer.
 */
export function extrapolate(measured: Measurements, chunks: number): number {
  const [first, second] = around(measured, chunks);
  if (first === undefined) return 0;
  if (second === undefined || second[1] <= first[1]) return (second ?? first)[1];
  const [[n, t], [m, u]] = [first, second];
  const line = along(measured, chunks);
  if (t <= 0 || chunks < n) return line;
  const power = u * (chunks / m) ** (Math.log(u / t) / Math.log(m / n));
  return chunks <= m ? power : Math.max(line, power) * DEARER ** Math.log10(chunks / m);
}

/** What takes less is over before anybody waits, at any number of chunks that there is. */
const NOTED_SECONDS = 0.01;
/** What is run twice differs by less. */
const NOTED_GROWTH = 1.2;

/**
 * True where a statement grew faster than the chunks did, so that two numbers of them do not say how much faster: TimescaleDB
 * 2.19 does SET NOT NULL once for every two chunks, which is little beside the rest at 10 and nearly all of it at 1,000.
 */
export function outgrowsChunks({ measured }: Rehearsed): boolean {
  const [first, last] = measured.slice(-2);
  if (first === undefined || last === undefined || last.did.seconds < NOTED_SECONDS) return false;
  return last.did.seconds / first.did.seconds > (NOTED_GROWTH * last.chunks) / first.chunks;
}

/** For how many chunks the time of a statement is told: as many as the hypertables have in production that it touches. */
export function chunksFor({ measured }: Rehearsed, production: Production | undefined, otherwise: number): number {
  const did = measured.at(-1)?.did;
  if (production === undefined || did === undefined) return otherwise;
  const touched = new Set([...(did.locks ?? []), ...did.rewrites].map(({ relation }) => relation));
  const counts = Object.entries(production.chunks).filter(([relation]) => touched.has(relation));
  if (counts.length === 0) return Math.max(1, ...Object.values(production.chunks));
  return Math.max(1, Math.round(counts.reduce((sum, [, chunks]) => sum + chunks, 0) / counts.length));
}
