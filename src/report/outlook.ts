import { blocks } from '../markdown/blocks.ts';
import { code } from '../markdown/code.ts';
import { table } from '../markdown/table.ts';
import { text } from '../markdown/text.ts';
import type { TableDay } from '../simulate/types.ts';
import { bytes, type PlacedBad } from './simulate-text.ts';

/** What becomes of a schema: what goes wrong, and its hypertables at the end. */
export interface Outlook {
  bad: readonly PlacedBad[];
  tables: { readonly [hypertable: string]: TableDay };
}

/** Sizes that differ by less are the same. */
const NOTED = 0.01;

/**
 * What a change makes of the time to come, in Markdown: a sentence on the first bad date and a table of the hypertables whose
 * size or chunks differ. Null where neither does.
 */
export function outlookSection(base: Outlook, head: Outlook, days: number): string | null {
  const names = [...new Set([...Object.keys(base.tables), ...Object.keys(head.tables)])].sort();
  const rows = names.flatMap((name) => {
    const [old, now] = [base.tables[name], head.tables[name]];
    if (old !== undefined && now !== undefined && isSame(old, now)) return [];
    return [[code(name), cell(old), cell(now)]];
  });
  const [first] = head.bad;
  const [before] = base.bad;
  const fresh = head.bad.filter((one) => !base.bad.some((old) => keyOf(old) === keyOf(one)));
  if (rows.length === 0 && fresh.length === 0 && first?.date === before?.date) return null;
  const dates = `First bad date ${first === undefined ? 'none' : first.date}, at the base ${before === undefined ? 'none' : before.date}.`;
  const faults = fresh.map(({ date, object, message, file, line }) => {
    const place = file === null ? '' : ` (${code(`${file}:${line}`)})`;
    return `- ${date} ${object === '' ? '' : `${code(object)}: `}${text(message)}${place}`;
  });
  return blocks(
    `**${days} days simulated.** ${dates}`,
    faults.length === 0 ? null : faults.join('\n'),
    table([`after ${days} days`, 'base', 'head'], rows),
  );
}

function keyOf({ kind, date, object }: PlacedBad): string {
  return `${kind} ${date} ${object}`;
}

function isSame(a: TableDay, b: TableDay): boolean {
  const most = Math.max(a.bytes, b.bytes, 1);
  return Math.abs(a.bytes - b.bytes) / most < NOTED && a.chunks === b.chunks;
}

function cell(day: TableDay | undefined): string {
  return day === undefined ? '–' : `${bytes(day.bytes)}, ${day.chunks} chunks, ${day.compressed} compressed`;
}
