import { bytes } from '../format/count.ts';
import { blocks } from '../markdown/blocks.ts';
import { code } from '../markdown/code.ts';
import { table } from '../markdown/table.ts';
import { text } from '../markdown/text.ts';
import type { Day, TableDay } from '../simulate/types.ts';
import type { PlacedBad } from './simulate-text.ts';

/** What becomes of a schema: what goes wrong, and its hypertables on each day. */
export interface Outlook {
  bad: readonly PlacedBad[];
  days: readonly Pick<Day, 'date' | 'tables'>[];
}

/** Sizes that differ by less are the same. */
const NOTED = 0.01;

/**
 * What a change makes of the time to come, in Markdown: a sentence on the first bad date and a table of the hypertables whose
 * size or chunks differ. Null where neither does.
 */
export function outlookSection(base: Outlook, head: Outlook, days: number): string | null {
  const [then, after] = [base.days.at(-1)?.tables ?? {}, head.days.at(-1)?.tables ?? {}];
  const names = [...new Set([...Object.keys(then), ...Object.keys(after)])].sort();
  const rows = names.flatMap((name) => {
    const [old, now] = [then[name], after[name]];
    if (old !== undefined && now !== undefined && isSame(old, now)) return [];
    return [[code(name), cell(old), cell(now)]];
  });
  const [first] = head.bad;
  const [before] = base.bad;
  const fresh = head.bad.filter((one) => !base.bad.some((old) => keyOf(old) === keyOf(one)));
  if (rows.length === 0 && fresh.length === 0 && first?.date === before?.date) return null;
  const dates = `First bad date ${first === undefined ? 'none' : first.date}, at the base ${before === undefined ? 'none' : before.date}.`;
  const faults = fresh.map(({ date, object, message, file, line, also }) => {
    const place = file === null ? '' : ` (${code(`${file}:${line}`)})`;
    const other =
      also === undefined
        ? ''
        : `. The ${also.policy} of ${code(also.object)} is at ${code(`${also.file}:${also.line}`)}.`;
    return `- ${date} ${object === '' ? '' : `${code(object)}: `}${text(message)}${place}${other}`;
  });
  return blocks(
    `**${days} days simulated.** ${dates}`,
    faults.length === 0 ? null : faults.join('\n'),
    table([`after ${days} days`, 'base', 'head'], rows),
    chart(base, head),
  );
}

/** Moments of a curve, at most: a comment has room for so many numbers. */
const MOST_POINTS = 30;

/** The size of all hypertables on each day, at the base and at the head; null where the curves do not differ. */
function chart(base: Outlook, head: Outlook): string | null {
  const [old, now] = [sizesOf(base), sizesOf(head)];
  const most = Math.max(...old, ...now);
  if (old.length < 2 || old.length !== now.length) return null;
  if (old.every((size, i) => Math.abs(size - (now[i] ?? 0)) <= NOTED * most)) return null;
  const unit = most >= 1e9 ? { name: 'GB', bytes: 1e9 } : { name: 'MB', bytes: 1e6 };
  const line = (all: readonly number[]): string =>
    `line [${thinned(all, MOST_POINTS)
      .map(({ value }) => Number((value / unit.bytes).toPrecision(3)))
      .join(', ')}]`;
  return [
    '```mermaid',
    '---',
    'config: { themeVariables: { xyChart: { plotColorPalette: "#8a8f98, #1f6f67" } } }',
    '---',
    'xychart-beta',
    '  title "Size of all hypertables: base grey, head green"',
    `  x-axis "day" 1 --> ${old.length}`,
    `  y-axis "${unit.name}" 0 --> ${Number(((1.05 * most) / unit.bytes).toPrecision(3))}`,
    `  ${line(old)}`,
    `  ${line(now)}`,
    '```',
  ].join('\n');
}

/** Few of the values of many days, each at its share of the time: the last day is among them. */
export function thinned(all: readonly number[], most: number): { at: number; value: number }[] {
  const last = all.length - 1;
  const every = Math.max(1, Math.ceil(last / most));
  return all.flatMap((value, i) => ((last - i) % every === 0 ? [{ at: i / Math.max(1, last), value }] : []));
}

/** Bytes of all hypertables together, on each day. */
export function sizesOf({ days }: Outlook): number[] {
  return days.map(({ tables }) => Object.values(tables).reduce((sum, day) => sum + day.bytes, 0));
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
