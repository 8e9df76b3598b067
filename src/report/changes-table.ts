import type { ChangeRecord } from '../diff/change.ts';
import { code } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';
import { truncate } from '../text.ts';
import { classWords, shortValue, wholeWords } from './change-words.ts';

const HEADER = '| | object | change | what happens on a database with rows |\n|---|---|---|---|';
/** Names are 63 bytes long at most, but a message may hold many. */
const LONGEST_MESSAGE = 400;
const LONGEST_NAME = 160;

/** A table of changes in GitHub's Markdown, in their order. */
export function changesTable(changes: readonly ChangeRecord[]): string {
  return [HEADER, ...changes.map((change) => changeRow(change))].join('\n');
}

/**
 * One row; nothing in it leaves its cell, mentions somebody or links anywhere.
 *
 * @param page the address of the line that brings the change about, ready for Markdown; the object's name leads there
 */
export function changeRow(change: ChangeRecord, page: string | null = null): string {
  const level = classWords(change.class);
  const grave = change.class === 'data-loss' || change.class === 'breaking';
  const name = code(truncate(change.object, LONGEST_NAME));
  const object = page === null ? name : `[${name}](${page})`;
  const [subject, values] =
    change.property === null
      ? [object, text(wholeWords(change))]
      : [`${object} ${text(truncate(change.property, LONGEST_NAME))}`, `${value(change.from)} → ${value(change.to)}`];
  const cells = [grave ? `**${level}**` : level, subject, values, text(truncate(change.message, LONGEST_MESSAGE))];
  return `| ${cells.join(' | ')} |`;
}

/** Of a table with this many rows, the lines that are no rows. */
export const TABLE_HEADER = HEADER;

function value(full: string | null): string {
  const words = shortValue(full);
  return words === null || words === '' ? '–' : code(words);
}
