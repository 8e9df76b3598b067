import { bytes } from '../format/count.ts';
import type { Bad, Simulation, TableDay } from '../simulate/types.ts';
import { visible } from './terminal-text.ts';

/** What goes wrong, with the place of the statement that brings it about. */
export interface PlacedBad extends Omit<Bad, 'also'> {
  file: string | null;
  line: number | null;
  /** A policy without which it would not come about either. */
  also?: { policy: string; object: string; file: string; line: number };
}

/** What goes wrong, in lines for a terminal: when, where and what, then what to do, and where the other cause stands. */
export function badLines(bad: readonly PlacedBad[]): string[] {
  return bad.flatMap((one) => {
    const { date, kind, object, message, hint, file, line } = one;
    const place = file === null ? '' : `${file}:${line}  `;
    const also = alsoWords(one);
    return [
      `${date}  ${place}${object === '' ? '' : `${object}: `}${message}  (${kind})`,
      ...[also, hint].filter((words) => words !== null).map((words) => `${' '.repeat(12)}${words}`),
    ].map(visible);
  });
}

/** `The retention policy of public.m is at sql/2.sql:9.`; null where nothing else has a part in it. */
export function alsoWords({ also }: PlacedBad): string | null {
  return also === undefined ? null : `The ${also.policy} of ${also.object} is at ${also.file}:${also.line}.`;
}

/** The simulation as tables for a terminal: the end of each month, of each hypertable and aggregate. */
export function simulationAsText({ days, unfed, unwatched }: Omit<Simulation, 'bad'>): string {
  const ends = days.filter(({ date }, i) => days[i + 1]?.date.slice(0, 7) !== date.slice(0, 7));
  const blocks: string[] = [];
  for (const name of Object.keys(days[0]?.tables ?? {})) {
    const rows = ends.map(({ date }) => {
      const month = days.filter((day) => day.date.slice(0, 7) === date.slice(0, 7)).map(({ tables }) => tables[name]);
      const sum = (of: (day: TableDay) => number): number =>
        month.reduce((n, day) => n + (day === undefined ? 0 : of(day)), 0);
      const last = month.at(-1);
      return [
        date,
        short(sum(({ rowsIn }) => rowsIn)),
        short(sum(({ rowsDropped }) => rowsDropped)),
        String(last?.chunks ?? 0),
        String(last?.compressed ?? 0),
        String(sum(({ chunksDropped }) => chunksDropped)),
        bytes(last?.bytes ?? 0),
        bytes(last?.bytesUncompressed ?? 0),
      ];
    });
    blocks.push(
      `${visible(name)}\n${columns([['until', 'rows in', 'dropped', 'chunks', 'compressed', 'dropped', 'size', 'uncompressed'], ...rows])}`,
    );
  }
  for (const name of Object.keys(days[0]?.aggregates ?? {})) {
    const rows = ends.map(({ date }) => {
      const month = days.filter((day) => day.date.slice(0, 7) === date.slice(0, 7)).map((day) => day.aggregates[name]);
      const sum = (key: 'gained' | 'changed' | 'lost'): string =>
        String(month.reduce((n, day) => n + (day?.[key] ?? 0), 0));
      const behind = month.at(-1)?.behind ?? null;
      return [
        date,
        sum('gained'),
        sum('changed'),
        sum('lost'),
        behind === null ? '–' : `${(behind / 3600).toFixed(1)} h`,
      ];
    });
    blocks.push(`${visible(name)}\n${columns([['until', 'gained', 'changed', 'lost', 'behind'], ...rows])}`);
  }
  const left = [
    ...unfed.map(({ hypertable, why }) => `${hypertable} got no rows: ${why}`),
    ...unwatched.map(({ aggregate, why }) => `${aggregate} was not watched: ${why}`),
  ].map(visible);
  return [...blocks, ...(left.length > 0 ? [left.join('\n')] : [])].map((block) => `${block}\n`).join('\n');
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  ')}`).join('\n');
}

function short(n: number): string {
  const [size, unit] = (
    [
      [1e15, 'P'],
      [1e12, 'T'],
      [1e9, 'G'],
      [1e6, 'M'],
      [1e4, 'k'],
    ] as const
  ).find(([least]) => n >= least) ?? [1, ''];
  return unit === '' ? String(Math.round(n)) : `${(unit === 'k' ? n / 1000 : n / size).toFixed(1)}${unit}`;
}
