import type { Bar } from './bars.ts';

/** The checks of `data quality` that have to find a defect. */
export type DefectKind =
  | 'ohlc'
  | 'values'
  | 'missing'
  | 'zero-volume'
  | 'duplicates'
  | 'gaps'
  | 'rows'
  | 'stale'
  | 'jumps'
  | 'off-session';

/** A defect that was put in on purpose. */
export interface Defect {
  kind: DefectKind;
  symbol: string;
  /** Of the bar, or of the first one. */
  at: string;
}

const MINUTE = 60_000;

type Plant = (bars: Bar[], at: number) => Bar[];

/** Each makes one session of one ticker bad, from the bar at a place on. */
const PLANTS: Readonly<Record<DefectKind, Plant>> = {
  ohlc: change((bar) => ({ ...bar, high: bar.low - 0.01 })),
  values: change((bar) => ({ ...bar, low: -bar.low })),
  missing: change((bar) => ({ ...bar, volume: null })),
  'zero-volume': change((bar) => ({ ...bar, volume: 0 })),
  duplicates: (bars, at) => bars.flatMap((bar, n) => (n === at ? [bar, { ...bar, transactions: 1 }] : [bar])),
  gaps: (bars, at) => bars.filter((_, n) => n < at || n >= at + 6),
  rows: (bars, at) => bars.filter((_, n) => n < at || n % 2 === 0),
  stale: (bars, at) => {
    const { close } = bars[at] as Bar;
    const flat = { open: close, high: close, low: close, close };
    return bars.map((bar, n) => (n > at && n <= at + 30 ? { ...bar, ...flat } : bar));
  },
  jumps: change((bar) => ({ ...bar, high: bar.close * 1.6, close: bar.close * 1.6 })),
  // At 22:00 in New York.
  'off-session': (bars, at) => [...bars, { ...(bars[at] as Bar), at: (bars[0] as Bar).at + 750 * MINUTE }],
};

function change(make: (bar: Bar) => Bar): Plant {
  return (bars, at) => bars.map((bar, n) => (n === at ? make(bar) : bar));
}

const KINDS = Object.keys(PLANTS) as DefectKind[];

/** Plants the n-th defect in the bars of a session: kind after kind, in its first half. */
export function plant(n: number, bars: readonly Bar[], place: number): { bars: Bar[]; defect: Defect } {
  const kind = KINDS[n % KINDS.length] as DefectKind;
  const at = 5 + Math.floor(place * (bars.length / 2 - 10));
  const bad = bars[at] as Bar;
  const from = kind === 'off-session' ? (bars[0] as Bar).at + 750 * MINUTE : bad.at;
  return {
    bars: PLANTS[kind]([...bars], at),
    defect: { kind, symbol: bad.symbol, at: new Date(from).toISOString() },
  };
}
