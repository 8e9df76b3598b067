import { FILE_HEADERS_ONLY, formatPatch, type StructuredPatchHunk, structuredPatch } from 'diff';

export interface TextDiff {
  /** Unified, with three lines of context; empty where the texts are equal. */
  text: string;
  added: number;
  removed: number;
}

/** Myers' algorithm takes the square of this many steps: a second or so. */
const MOST_EDITS = 3_000;

/**
 * The unified diff of two dumps, as `diff -u` writes it, without times. Texts with very many differences are cut where
 * both have the same line and are compared piece by piece.
 *
 * @param mostEdits how many lines may be added and removed before the texts are cut
 */
export function diffText(
  from: string,
  to: string,
  names: { from: string; to: string },
  mostEdits: number = MOST_EDITS,
): TextDiff {
  if (from === to) return { text: '', added: 0, removed: 0 };
  const hunks = hunksOf(from, to, mostEdits) ?? piecewise(from, to, mostEdits);
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const text = formatPatch(
    {
      oldFileName: names.from,
      newFileName: names.to,
      oldHeader: undefined,
      newHeader: undefined,
      hunks,
    },
    FILE_HEADERS_ONLY,
  );
  return {
    text,
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
  };
}

/** Undefined where there are too many differences. */
function hunksOf(from: string, to: string, maxEditLength: number): StructuredPatchHunk[] | undefined {
  const patch = structuredPatch('', '', from, to, undefined, undefined, { context: 3, maxEditLength });
  return patch?.hunks;
}

function piecewise(from: string, to: string, mostEdits: number): StructuredPatchHunk[] {
  return cutAtAnchors(from, to).flatMap((piece) =>
    (hunksOf(piece.from, piece.to, mostEdits) ?? [replaced(piece.from, piece.to)]).map((hunk) => ({
      ...hunk,
      oldStart: hunk.oldStart + piece.oldLine,
      newStart: hunk.newStart + piece.newLine,
    })),
  );
}

/** One text in place of another. The library lowers the start of an empty side by itself. Both end with a line break, or are the last of their file. */
function replaced(from: string, to: string): StructuredPatchHunk {
  const part = (text: string, sign: string): string[] => {
    if (text === '') return [];
    const lines = text.split('\n');
    const open = lines.at(-1) !== '';
    return [
      ...(open ? lines : lines.slice(0, -1)).map((line) => sign + line),
      ...(open ? ['\\ No newline at end of file'] : []),
    ];
  };
  const [old, now] = [part(from, '-'), part(to, '+')];
  const count = (lines: string[]): number => lines.filter((line) => !line.startsWith('\\')).length;
  return {
    oldStart: 1,
    oldLines: count(old),
    newStart: 1,
    newLines: count(now),
    lines: [...old, ...now],
  };
}

/** Parts of two texts that belong together. Lines are counted from 0. */
interface Piece {
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
function cutAtAnchors(from: string, to: string): Piece[] {
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
