import { FILE_HEADERS_ONLY, formatPatch, type StructuredPatchHunk, structuredPatch } from 'diff';
import { cutAtAnchors } from './anchors.ts';

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
 */
export function diffText(from: string, to: string, names: { from: string; to: string }): TextDiff {
  if (from === to) return { text: '', added: 0, removed: 0 };
  const hunks = hunksOf(from, to) ?? piecewise(from, to);
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
function hunksOf(from: string, to: string): StructuredPatchHunk[] | undefined {
  const patch = structuredPatch('', '', from, to, undefined, undefined, { context: 3, maxEditLength: MOST_EDITS });
  return patch?.hunks;
}

function piecewise(from: string, to: string): StructuredPatchHunk[] {
  return cutAtAnchors(from, to).flatMap((piece) =>
    (hunksOf(piece.from, piece.to) ?? [replaced(piece.from, piece.to)]).map((hunk) => ({
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
