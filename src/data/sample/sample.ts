import { sessionsOf } from '../calendar.ts';
import { type Bar, random, Walk } from './bars.ts';
import { type Defect, plant } from './defects.ts';

export interface SampleOptions {
  symbols: readonly string[];
  /** The first and the last day. */
  from: string;
  to: string;
  seed: number;
  /** How many defects are planted, each in a session of its own. */
  defects: number;
  /** Share of the bars that come with those of the next month. */
  late: number;
}

/** The text of a file in the shape of Polygon's flat files, of one month. */
export interface SampleFile {
  /** `bars-2024-06.csv` */
  name: string;
  text: string;
  rows: number;
}

const HEADER = 'ticker,volume,open,close,high,low,window_start,transactions';

/**
 * Minute bars as an exchange would have made them: the same for the same options, on every machine. The months follow
 * each other; the defects are known once the last of them was given.
 *
 * @param planted takes the defects
 */
export function* sampleFiles(options: SampleOptions, planted: Defect[]): Generator<SampleFile, void> {
  const { symbols, from, to, seed, defects, late } = options;
  const sessions = sessionsOf('XNYS', {}, from, to);
  const walks = symbols.map((symbol) => new Walk(symbol, seed));
  const next = random(seed + 1);
  const places = new Map(Array.from({ length: defects }, (_, n) => [placeOf(n, defects, sessions.length), n]));
  let delayed: Bar[] = [];
  let month = '';
  let lines: string[] = [];
  const file = (): SampleFile => ({
    name: `bars-${month}.csv`,
    text: `${[HEADER, ...lines].join('\n')}\n`,
    rows: lines.length,
  });
  for (const [at, session] of sessions.entries()) {
    if (month !== session.day.slice(0, 7)) {
      if (lines.length > 0) yield file();
      month = session.day.slice(0, 7);
      lines = delayed.map(line);
      delayed = [];
    }
    const n = places.get(at);
    for (const [which, walk] of walks.entries()) {
      let bars = walk.bars(session);
      if (n !== undefined && which === n % walks.length) {
        const bad = plant(n, bars, next());
        bars = bad.bars;
        planted.push(bad.defect);
      }
      for (const bar of bars) {
        if (late > 0 && next() < late) delayed.push(bar);
        else lines.push(line(bar));
      }
    }
  }
  lines.push(...delayed.map(line));
  yield file();
}

/** Spread over all sessions but the first. */
function placeOf(n: number, defects: number, sessions: number): number {
  return 1 + Math.floor((n * (sessions - 1)) / defects);
}

function line({ symbol, at, open, high, low, close, volume, transactions }: Bar): string {
  const [o, c, h, l] = [open, close, high, low].map((price) => String(Math.round(price * 10_000) / 10_000));
  return `${symbol},${volume ?? ''},${o},${c},${h},${l},${at}000000,${transactions}`;
}
