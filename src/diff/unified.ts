import { structuredPatch } from 'diff';

export interface UnifiedDiff {
  /** The hunks, from the first `@@` on; empty where the texts are the same. */
  text: string;
  added: number;
  removed: number;
}

const CONTEXT_LINES = 3;
/** Two texts with more differences than this have nothing to do with each other; looking on takes minutes. */
const LONGEST_EDIT = 20_000;

/** The lines in which two texts differ, in the form that `diff -u` writes. */
export function unifiedDiff(before: string, after: string): UnifiedDiff {
  if (before === after) return { text: '', added: 0, removed: 0 };
  const patch = structuredPatch('', '', before, after, undefined, undefined, {
    context: CONTEXT_LINES,
    maxEditLength: LONGEST_EDIT,
  });
  const hunks = patch?.hunks ?? [everything(before, after)];
  const lines = hunks.flatMap((hunk) => [
    `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    ...hunk.lines,
  ]);
  const count = (sign: string): number =>
    hunks.reduce((sum, hunk) => sum + hunk.lines.filter((line) => line.startsWith(sign)).length, 0);
  return { text: `${lines.join('\n')}\n`, added: count('+'), removed: count('-') };
}

function everything(before: string, after: string) {
  const [old, now] = [before, after].map((text) => text.replace(/\n$/, '').split('\n'));
  const lines = [...(old ?? []).map((line) => `-${line}`), ...(now ?? []).map((line) => `+${line}`)];
  return { oldStart: 1, oldLines: old?.length ?? 0, newStart: 1, newLines: now?.length ?? 0, lines };
}
