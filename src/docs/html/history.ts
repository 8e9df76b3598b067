import type { History, PageVersion } from './data.ts';

/** A version of the schema, as the job has read it. */
export interface Version extends Omit<PageVersion, 'runs'> {
  /** What stands below the file's header. */
  readonly text: string;
}

/** Distinct lines of all versions together may take this many characters: beyond it the page would open slowly. */
const ROOM = 4_000_000;

/** The versions, oldest first, with each line once; null for fewer than two, between which there is nothing to see. */
export function historyOf(versions: readonly Version[]): History | null {
  const lines: string[] = [];
  const places = new Map<string, number>();
  const written: PageVersion[] = [];
  let room = ROOM;
  for (const { text, ...version } of versions.toReversed()) {
    const own = text.split('\n');
    const added = own.filter((line) => !places.has(line));
    room -= added.reduce((sum, line) => sum + line.length, 0);
    if (room < 0 && written.length > 1) break;
    for (const line of added) {
      if (places.has(line)) continue;
      places.set(line, lines.length);
      lines.push(line);
    }
    written.unshift({ ...version, runs: runsOf(own.map((line) => places.get(line) ?? 0)) });
  }
  const older = versions.length - written.length;
  return written.length < 2 ? null : { lines, versions: written, older };
}

/** Rising numbers as their first and how many follow: `5, 6, 7, 2` gives `5, 2, 2, 0`. */
function runsOf(numbers: readonly number[]): number[] {
  const runs: number[] = [];
  for (const number of numbers) {
    const last = runs.length - 2;
    const [first = 0, more = 0] = runs.slice(-2);
    if (last >= 0 && number === first + more + 1) runs[last + 1] = more + 1;
    else runs.push(number, 0);
  }
  return runs;
}
