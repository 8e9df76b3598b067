/** How much of a line is shown. */
const MOST = 72;

export interface DifferenceWords {
  from: string | null;
  to: string | null;
}

/**
 * What differs first between two texts of several lines: the first line of either side that the other lacks, and `…`
 * behind it where more follows. Commas at the end of a line do not count, as they come with the next line of a list.
 * Null for a side that lacks nothing; the whole texts where only blanks or commas differ.
 */
export function firstDifference(before: string, after: string): DifferenceWords {
  const [old, now] = [lines(before), lines(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  const most = Math.min(old.length, now.length) - start;
  while (end < most && old.at(-1 - end) === now.at(-1 - end)) end++;
  const [from, to] = [old.slice(start, old.length - end), now.slice(start, now.length - end)];
  if (from.length === 0 && to.length === 0) return { from: before, to: after };
  const [left = '', right = ''] = [from[0], to[0]];
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  const words = { from: shown(from, same), to: shown(to, same) };
  return words.from === words.to ? { from: before, to: after } : words;
}

function lines(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().replace(/,$/, ''));
}

/** The first line, cut around where it differs. */
function shown(part: readonly string[], same: number): string | null {
  const [line] = part;
  if (line === undefined) return null;
  const start = line.length <= MOST ? 0 : Math.max(0, Math.min(same - MOST / 4, line.length - MOST));
  const cut = `${start > 0 ? '…' : ''}${line.slice(start, start + MOST)}`;
  return part.length > 1 || start + MOST < line.length ? `${cut} …` : cut;
}
