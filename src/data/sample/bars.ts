import type { TradingSession } from '../calendar.ts';

/** A minute bar, prices as they were traded. */
export interface Bar {
  symbol: string;
  /** Milliseconds since 1970. */
  at: number;
  open: number;
  high: number;
  low: number;
  close: number;
  /** Null where it is missing. */
  volume: number | null;
  transactions: number;
}

export interface Split {
  symbol: string;
  /** The first day at the new price. */
  date: string;
  /** New shares for an old one. */
  ratio: number;
}

/** What NVDA and MSFT have had since 2010. */
const SPLITS: readonly Split[] = [
  { symbol: 'NVDA', date: '2021-07-20', ratio: 4 },
  { symbol: 'NVDA', date: '2024-06-10', ratio: 10 },
];

/** Numbers from 0 to 1 that a seed gives again: mulberry32. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Adjusted price to begin with, and shares a minute. */
const TICKERS: Readonly<Record<string, [price: number, volume: number]>> = { NVDA: [90, 90_000], MSFT: [330, 45_000] };

/** Bars of one ticker that follow each other from session to session. */
export class Walk {
  readonly #symbol: string;
  readonly #next: () => number;
  readonly #mean: number;
  readonly #volume: number;
  #price: number;

  constructor(symbol: string, seed: number) {
    this.#symbol = symbol;
    this.#next = random(seed + [...symbol].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
    const [price, volume] = TICKERS[symbol] ?? [100, 20_000];
    this.#price = price;
    this.#mean = price;
    this.#volume = volume;
  }

  /** A bar for each minute of a session. More is traded at its ends than in the middle. */
  bars({ day, open, close }: TradingSession): Bar[] {
    const minutes = (close.getTime() - open.getTime()) / 60_000;
    // The price of the shares that there were then.
    const factor = SPLITS.filter(({ symbol, date }) => symbol === this.#symbol && day < date).reduce(
      (product, { ratio }) => product * ratio,
      1,
    );
    this.#move(0.008, 0.01);
    return Array.from({ length: minutes }, (_, minute) => {
      const from = this.#price;
      this.#move(0.0008, 0.00002);
      const to = this.#price;
      const width = from * 0.0004;
      const middle = (2 * minute) / minutes - 1;
      const volume = Math.round((this.#volume * (0.4 + 1.2 * middle * middle) * (0.5 + this.#next())) / factor) + 100;
      const price = (value: number) => Math.round(value * factor * 10_000) / 10_000;
      return {
        symbol: this.#symbol,
        at: open.getTime() + minute * 60_000,
        open: price(from),
        high: price(Math.max(from, to) + width * this.#next()),
        low: price(Math.min(from, to) - width * this.#next()),
        close: price(to),
        volume,
        transactions: Math.max(1, Math.round(volume / 90)),
      };
    });
  }

  /** A step of about that share, a little back to where it began. */
  #move(share: number, back: number): void {
    const step = (this.#next() + this.#next() + this.#next() - 1.5) * 2 * share;
    this.#price *= Math.exp(step + back * Math.log(this.#mean / this.#price));
  }
}
