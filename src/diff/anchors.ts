/** Parts of two texts that belong together. Lines are counted from 0. */
export interface Piece {
  from: string;
  to: string;
  oldLine: number;
  newLine: number;
}

/** A piece is this many lines long at least, on either side. */
const PIECE_LINES = 400;

/**
 * Cuts two texts into pieces that belong together: before lines that stand once in each text and in the same order
 * (patience diff's anchors). Linear but for sorting.
 */
export function cutAtAnchors(from: string, to: string): Piece[] {
  const [old, now] = [linesOf(from), linesOf(to)];
  const pieces: Piece[] = [];
  let [oldLine, newLine] = [0, 0];
  const cut = (oldEnd: number, newEnd: number): void => {
    const [a, b] = [old.slice(oldLine, oldEnd).join(''), now.slice(newLine, newEnd).join('')];
    if (a !== b) pieces.push({ from: a, to: b, oldLine, newLine });
    [oldLine, newLine] = [oldEnd, newEnd];
  };
  for (const [i, j] of anchors(old, now)) {
    if (i - oldLine >= PIECE_LINES || j - newLine >= PIECE_LINES) cut(i, j);
  }
  cut(old.length, now.length);
  return pieces;
}

/** Lines with their line breaks. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

/** Pairs of line numbers, rising on both sides: the longest such sequence of lines that are unique in both. */
function anchors(old: readonly string[], now: readonly string[]): [number, number][] {
  const places = unique(now);
  const pairs = [...unique(old)]
    .map(([line, i]): [number, number] => [i, places.get(line) ?? -1])
    .filter(([, j]) => j >= 0)
    .sort(([a], [b]) => a - b);
  // Patience sorting: ends[k] is the pair with the smallest j that ends a rising sequence of k + 1 pairs.
  const ends: number[] = [];
  const before = new Map<number, number | undefined>();
  pairs.forEach(([, j], index) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] as number]?.[1] as number) < j) low = middle + 1;
      else high = middle;
    }
    before.set(index, ends[low - 1]);
    ends[low] = index;
  });
  const found: [number, number][] = [];
  for (let index = ends.at(-1); index !== undefined; index = before.get(index)) {
    found.push(pairs[index] as [number, number]);
  }
  return found.reverse();
}

function unique(lines: readonly string[]): Map<string, number> {
  const seen = new Map<string, number>();
  for (const [i, line] of lines.entries()) seen.set(line, seen.has(line) ? -1 : i);
  return new Map([...seen].filter(([, i]) => i >= 0));
}
