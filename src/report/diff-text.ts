import type { ChangeRecord } from '../diff/change.ts';
import type { DiffDocument } from '../diff/changes.ts';
import { classWords, countWords, shortValue, wholeWords } from './change-words.ts';
import { changesTable } from './changes-table.ts';
import { formatLine, type Layout } from './terminal.ts';
import { visible } from './terminal-text.ts';

/** Room for `recompress` and two blanks. */
const CLASS_WIDTH = 12;

/** `diff --format text`: a line for each change, and below it what happens on a database with rows. */
export function diffAsText(document: DiffDocument, layout: Layout = { colour: false }): string {
  if (document.equal) return 'The schemas are equal.\n';
  const indent = ' '.repeat(CLASS_WIDTH);
  const lines = document.changes.flatMap((change) => [
    `${classWords(change.class).padEnd(CLASS_WIDTH)}${visible(changeSubject(change))}`,
    `${indent}${visible(change.message)}`,
  ]);
  return `${[countWords(document.changes), '', ...lines].flatMap((line) => formatLine(line, layout)).join('\n')}\n`;
}

/** `hypertable trading.trades, chunk interval: 7 days → 1 day` */
export function changeSubject(change: ChangeRecord): string {
  if (change.property === null) return `${change.object}: ${wholeWords(change)}`;
  const [from, to] = [change.from, change.to].map((value) => shortValue(value) ?? '–');
  return `${change.kind} ${change.object}, ${change.property}: ${from} → ${to}`;
}

/** `diff --format markdown`: the table of the pull-request comment. */
export function diffAsMarkdown(document: DiffDocument): string {
  if (document.equal) return 'The schemas are equal.\n';
  return `${countWords(document.changes)}\n\n${changesTable(document.changes)}\n`;
}

/** `diff --format json` */
export function diffAsJson(document: DiffDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
