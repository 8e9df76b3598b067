import uFuzzy from '@leeoniya/ufuzzy';

export interface SearchEntry {
  /** What is searched: `trading.trades.price`. */
  readonly name: string;
  readonly kind: string;
  readonly address: string;
  /** The row to point out at that address: a column's name. */
  readonly row?: string;
  /** All that is said there; found last. */
  readonly text?: () => string;
}

export interface Hit {
  readonly entry: SearchEntry;
  /** Where the name matches: pairs of first and behind last. */
  readonly ranges: readonly number[];
  /** Where the text has the words, for a hit in the text alone. */
  readonly excerpt: string;
}

const MOST = 40;
const MOST_IN_TEXT = 10;
const AROUND = 40;
/** So many words are tried in every order. */
const MOST_WORDS = 4;

/** Letters of every script; one wrong, missing or swapped letter in a word is forgiven. */
const fuzzy = new uFuzzy({
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
  intraMode: 1,
  intraSub: 1,
  intraTrn: 1,
  intraDel: 1,
});

/** Makes a search over names, and over what is said of them. */
export function searchOver(entries: readonly SearchEntry[]): (query: string) => Hit[] {
  const names = entries.map((entry) => entry.name);
  let texts: readonly string[] | undefined;
  return (query) => {
    const wanted = query.trim().toLowerCase();
    if (wanted === '') return [];
    const hits = inNames(names, wanted)
      .flatMap(({ at, ranges }) => {
        const entry = entries[at];
        return entry === undefined ? [] : [{ entry, ranges, excerpt: '' }];
      })
      .sort((a, b) => rank(a.entry, wanted) - rank(b.entry, wanted))
      .slice(0, MOST);
    texts ??= entries.map((entry) => entry.text?.().toLowerCase() ?? '');
    const found = new Set(hits.map(({ entry }) => entry.address));
    const inText = texts
      .flatMap((text, at) => {
        const place = text.indexOf(wanted);
        const entry = entries[at];
        if (place < 0 || entry === undefined || found.has(entry.address)) return [];
        return [{ entry, ranges: [], excerpt: excerpt(entry.text?.() ?? '', place, wanted.length) }];
      })
      .slice(0, MOST_IN_TEXT);
    return [...hits, ...inText];
  };
}

/**
 * What is called so or begins so comes first, tables before the columns that may be in every one of them, then what has
 * the words somewhere, then what the library finds close. Within each the library's order holds.
 */
function rank({ name, kind }: SearchEntry, wanted: string): number {
  const lower = name.toLowerCase();
  const bare = lower.slice(lower.lastIndexOf('.') + 1);
  const column = kind === 'column' ? 2 : 0;
  if (lower === wanted || bare === wanted) return column;
  if (lower.startsWith(wanted) || bare.startsWith(wanted)) return column + 1;
  if (bare.includes(wanted)) return 4;
  // A column of a table that is called so is seldom what somebody looks for.
  return column > 0 && lower.includes(wanted) ? 6 : 5;
}

/** What the library finds, which takes signs for no word and line ends for the end, and what holds the words literally. */
function inNames(names: string[], wanted: string): { at: number; ranges: readonly number[] }[] {
  const [found, info, order] = fuzzy.search(names, wanted, MOST_WORDS);
  const places = new Map<number, readonly number[]>();
  if (info !== null) for (const i of order) places.set(info.idx[i] ?? 0, info.ranges[i] ?? []);
  else if (found !== null && found.length < names.length) for (const at of found) places.set(at, []);
  for (const at of names.keys()) {
    const literally = placesOf(names, at, wanted);
    if (literally.length > 0 && (places.get(at) ?? []).length === 0) places.set(at, literally);
  }
  return [...places].map(([at, ranges]) => ({ at, ranges }));
}

function placesOf(names: string[], at: number, wanted: string): number[] {
  const place = names[at]?.toLowerCase().indexOf(wanted) ?? -1;
  return place < 0 ? [] : [place, place + wanted.length];
}

function excerpt(text: string, place: number, length: number): string {
  const start = Math.max(0, place - AROUND);
  const end = place + length + AROUND;
  return `${start > 0 ? '…' : ''}${text.slice(start, end).replace(/\s+/g, ' ')}${end < text.length ? '…' : ''}`;
}
