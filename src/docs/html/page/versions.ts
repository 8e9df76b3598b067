import type { History } from '../data.ts';

/** The text of a version below its header. */
export function textOf(history: History, version: number): string {
  const lines: string[] = [];
  const runs = history.versions[version]?.runs ?? [];
  for (let i = 0; i < runs.length; i += 2) {
    const [first = 0, more = 0] = [runs[i], runs[i + 1]];
    for (let at = first; at <= first + more; at++) lines.push(history.lines[at] ?? '');
  }
  return lines.join('\n');
}

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'place';
  /** Its number in the older and in the newer text. */
  readonly old: number | null;
  readonly now: number | null;
  readonly text: string;
}

/** The lines of a unified diff, its file headers left out. */
export function diffLines(unified: string): DiffLine[] {
  let [old, now] = [0, 0];
  const found: DiffLine[] = [];
  const lines = unified.split('\n');
  const first = lines.findIndex((line) => line.startsWith('@@'));
  for (const line of first < 0 ? [] : lines.slice(first, -1)) {
    const place = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    const text = line.slice(1);
    if (place !== null) {
      [old, now] = [Number(place[1]), Number(place[2])];
      found.push({ kind: 'place', old: null, now: null, text: `line ${now}` });
    } else if (line.startsWith('+')) found.push({ kind: 'added', old: null, now: now++, text });
    else if (line.startsWith('-')) found.push({ kind: 'removed', old: old++, now: null, text });
    else if (line.startsWith(' ')) found.push({ kind: 'same', old: old++, now: now++, text });
  }
  return found;
}
