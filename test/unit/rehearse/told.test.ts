import { expect, test } from 'vitest';
import type { Measured } from '../../../src/rehearse/measure.ts';
import { chunksFor, extrapolate, outgrowsChunks, type Rehearsal, toldOf } from '../../../src/rehearse/told.ts';
import { rehearsedLines } from '../../../src/report/rehearse-text.ts';

test.each<[string, [number, number][], number, number]>([
  [
    'a straight line with a part that does not grow, half as much again',
    [
      [10, 2],
      [100, 11],
    ],
    1000,
    151.5,
  ],
  [
    'below the smallest, never less than nothing',
    [
      [10, 1],
      [100, 20],
    ],
    1,
    0,
  ],
  [
    'a square',
    [
      [10, 1],
      [100, 100],
    ],
    1000,
    15_000,
  ],
  [
    'between two of three',
    [
      [10, 1],
      [100, 10],
      [10_000, 100_000],
    ],
    1000,
    1000,
  ],
  [
    'what does not grow',
    [
      [10, 3],
      [100, 2],
    ],
    1000,
    2,
  ],
  ['one measurement', [[10, 3]], 1000, 3],
  ['none', [], 1000, 0],
])('is extrapolated: %s', (_, measured, chunks, expected) => {
  expect(extrapolate(measured, chunks)).toBeCloseTo(expected, 6);
});

test.each([
  ['a straight line', 0.1, 1, false],
  ['what differs as much when it is run again', 0.1, 1.1, false],
  ['once for every two chunks and a part for each', 0.01, 0.2, true],
  ['what is over at once', 0.0001, 0.009, false],
])('is measured closer where it outgrows the chunks: %s', (_, ten, hundred, expected) => {
  const at = (chunks: number, seconds: number) => ({ chunks, did: { seconds } as Measured });
  const one = { file: '', line: 1, text: '', measured: [at(10, ten), at(100, hundred)] };
  expect(outgrowsChunks(one)).toBe(expected);
  expect(outgrowsChunks({ ...one, measured: one.measured.slice(1) })).toBe(false);
});

test('is told for the chunks of production, with what to look out for', () => {
  const did = (chunks: number): Measured => ({
    seconds: chunks / 20,
    heldSeconds: chunks / 20,
    walBytes: chunks * 40_000,
    tempBytes: 2_000_000,
    memoryBytes: chunks * chunks * 2500,
    lockEntries: 8 * chunks,
    locks: [{ relation: 'public.m', mode: 'AccessExclusiveLock', chunks }],
    rewrites: [{ relation: 'public.m', tables: chunks + 1, indexes: 2 * (chunks + 1) }],
    met: {
      insertSeconds: chunks / 20,
      selectSeconds: 1,
      failed: 'INSERT: column "v" is of type text',
      waitedFor: [{ relation: 'public.m', mode: 'AccessExclusiveLock' }],
    },
  });
  const measured = [10, 100, 1000].map((chunks) => ({ chunks, did: did(chunks) }));
  const text = 'ALTER TABLE public.m\n  ALTER v TYPE numeric';
  const production = { chunks: { 'public.m': 800, 'public.other': 9 }, lockRoom: 6400 };
  const one = { file: 'm.sql', line: 3, text, measured };
  expect(chunksFor(one, production, 5)).toBe(800);
  expect(chunksFor(one, undefined, 5)).toBe(5);
  expect(chunksFor({ ...one, measured: [] }, { chunks: {}, lockRoom: 1 }, 5)).toBe(5);
  const shown: Rehearsal = {
    server: '',
    sizes: [10, 100, 1000],
    others: true,
    production: { ...production, lockRoom: 6399 },
    statements: [toldOf(one, 800)],
    unfilled: ['public.other: why'],
  };
  expect(rehearsedLines(shown)).toEqual([
    'm.sql:3  ALTER TABLE public.m ALTER v TYPE numeric',
    '    rewrites 801 tables and 1602 indexes of public.m; stops readers and writers (ACCESS EXCLUSIVE) of public.m for about 40 s at your 800 chunks',
    '    measured at 1000 chunks: 50 s, longest INSERT 50 s, SELECT 1 s, WAL 40.0 MB, temporary files 2.0 MB',
    '    had to wait for ACCESS EXCLUSIVE on public.m, and all who came after it',
    '    others fail from here on: INSERT: column "v" is of type text',
    '    needs about 1.6 GB of memory on the server at 800 chunks: see that it has as much left, or it is killed and all sessions with it',
    '    needs 6400 locks at once, for which a server with max_locks_per_transaction × max_connections = 6399 may have no room ("out of shared memory"): raise it first',
    'left empty: public.other: why',
  ]);
  const alone = rehearsedLines({ ...shown, others: false, production: null });
  expect(alone.at(-1)).toContain('Nobody wrote or read meanwhile');
  expect(alone.join('\n')).not.toContain('no room');
  // Names are anything, and a line stays a line.
  const odd = JSON.parse(JSON.stringify(shown).replaceAll('public.m"', 'public.\\"m\\n::error::\\u0007|`\\""'));
  const lines = rehearsedLines({ ...odd, unfilled: ['public."a\nb": why\nnot'] });
  expect(lines.length).toBe(8);
  expect(lines[1]).toContain('of public."m\\n::error::\\x07|`"; stops');
  expect(lines.at(-1)).toBe('left empty: public."a\\nb": why\\nnot');
});
