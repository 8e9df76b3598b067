import type { Lifecycle } from '../../lifecycle/lifecycles.ts';

/** What a chunk of some age is: as written, compressed, or no more. */
export type State = 'rows' | 'compressed' | 'gone';

export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly state: State;
}

export interface Tick {
  readonly at: number;
  readonly words: string;
}

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS: readonly (readonly [number, string])[] = [
  ...[1, 5, 15, 30].map((n) => [n * SECOND, words(n, 'second')] as const),
  ...[1, 5, 15, 30].map((n) => [n * MINUTE, words(n, 'minute')] as const),
  ...[1, 2, 6, 12].map((n) => [n * HOUR, words(n, 'hour')] as const),
  ...[1, 2, 7, 14, 30, 60, 90, 180].map((n) => [n * DAY, words(n, 'day')] as const),
  ...[1, 2, 5, 10, 20, 50, 100].map((n) => [n * 365.25 * DAY, words(n, 'year')] as const),
];

/** How many steps an axis is cut into at most: their words must stand side by side on a narrow screen. */
const MOST_TICKS = 4;

/** Chunks that a life without an end shows. */
const ENDLESS = 8;

/** The age at which the axis of one life ends. */
export function endOf({ chunk, compress, drop, refreshes }: Lifecycle): number {
  const last = drop?.active === true && drop.length !== null ? edgeAfter(drop.length, chunk.length) + chunk.length : 0;
  const ages = [compress, drop].map((age) => edgeAfter(age?.length ?? 0, chunk.length));
  const oldest = Math.max(...ages, ...refreshes.map((one) => Math.max(one.from ?? 0, one.to)));
  return last > 0 ? Math.max(last, oldest) * 1.04 : Math.max(oldest * 1.25, chunk.length * ENDLESS);
}

/**
 * What becomes of chunks up to some age, to scale. A policy takes a chunk once its newest row is old enough, so that a
 * change falls on the edge of a chunk: the first at or after the age of the policy.
 */
export function stretches({ chunk, compress, drop }: Lifecycle, end: number): Stretch[] {
  const edge = (age: Lifecycle['drop']): number =>
    age?.active === true && age.length !== null ? edgeAfter(age.length, chunk.length) : Number.POSITIVE_INFINITY;
  const gone = Math.min(edge(drop), end);
  const compressed = Math.min(edge(compress), gone);
  const parts: Stretch[] = [
    { from: 0, to: compressed, state: 'rows' },
    { from: compressed, to: gone, state: 'compressed' },
    { from: gone, to: end, state: 'gone' },
  ];
  return parts.filter(({ from, to }) => to > from);
}

/** The edges of chunks within a stretch; none where there are so many that nobody could tell them apart. */
export function edges({ chunk }: Lifecycle, end: number, most: number): number[] {
  const count = Math.ceil(end / chunk.length) - 1;
  return count > most ? [] : Array.from({ length: Math.max(0, count) }, (_, i) => (i + 1) * chunk.length);
}

/** Where the axis has words, `now` first. */
export function ticks(end: number, unit: string | null): Tick[] {
  const [step, name] = unit === null ? timeStep(end) : numberStep(end);
  const count = Math.floor(end / step);
  return Array.from({ length: count + 1 }, (_, i) => ({ at: i * step, words: i === 0 ? 'now' : name(i) }));
}

function timeStep(end: number): [number, (i: number) => string] {
  const [step, word] = STEPS.find(([size]) => end / size <= MOST_TICKS) ?? STEPS[STEPS.length - 1] ?? [end, ''];
  const [n = 1, unit = ''] = [Number.parseInt(word, 10), word.replace(/^\d+ |s$/g, '')];
  return [step, (i) => words(i * n, unit)];
}

function numberStep(end: number): [number, (i: number) => string] {
  const power = 10 ** Math.floor(Math.log10(end / MOST_TICKS));
  const step = [1, 2, 5, 10].map((n) => n * power).find((size) => end / size <= MOST_TICKS) ?? end;
  return [step, (i) => (i * step).toLocaleString('en')];
}

function edgeAfter(age: number, chunk: number): number {
  return Math.ceil(age / chunk) * chunk;
}

function words(n: number, unit: string): string {
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}
