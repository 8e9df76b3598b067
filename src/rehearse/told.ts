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
  const at = (of: (did: Measured) => number): number =>
    extrapolate(
      one.measured.map((measured) => [measured.chunks, of(measured.did)]),
      chunks,
    );
  const sum = (key: 'tables' | 'indexes') => (did: Measured) =>
    did.rewrites.reduce((n, rewrite) => n + rewrite[key], 0);
  const locked = one.measured.every(({ did }) => did.lockEntries !== null);
  return {
    ...one,
    chunks,
    seconds: at(({ seconds }) => seconds),
    heldSeconds: at(({ heldSeconds }) => heldSeconds),
    tables: Math.round(at(sum('tables'))),
    indexes: Math.round(at(sum('indexes'))),
    lockEntries: locked ? Math.round(at(({ lockEntries }) => lockEntries ?? 0)) : null,
  };
}

/**
 * What is measured, at a number of chunks: along the curve through the two numbers next to it at which it was measured. Time
 * that grows no faster than the chunks has a part that does not grow, and is a straight line; time that grows faster has a
 * part that grows with their square, as where the server looks at every chunk for every chunk.
 */
export function extrapolate(measured: readonly (readonly [chunks: number, value: number])[], chunks: number): number {
  const after = measured.findIndex(([at]) => at >= chunks);
  const last = Math.max(1, after < 0 ? measured.length - 1 : after);
  const [first, second] = [measured[last - 1], measured[last]];
  if (first === undefined) return 0;
  if (second === undefined || second[1] <= first[1]) return (second ?? first)[1];
  const [[n, t], [m, u]] = [first, second];
  const square = (u - (t * m) / n) / (m * m - m * n);
  if (square > 0) return Math.max(0, (t / n - square * n) * chunks + square * chunks * chunks);
  return Math.max(0, u + ((u - t) / (m - n)) * (chunks - m));
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
