import type { Session } from '../../engine/types.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type { Target } from '../load/target.ts';

/** Rows of one day in UTC, with a sum that does not depend on their order. */
export interface DayDigest {
  /** `2024-11-29`; empty where the table has no time. */
  day: string;
  rows: number;
  checksum: string;
}

/** What makes a row's text the same in every session. */
export const SAME_TEXT = `SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; SET extra_float_digits = 1;
  SET bytea_output = 'hex'; SET client_encoding = 'UTF8'; SET xmloption = 'content'`;

/** The columns of a table that hold something of their own. */
export function columnsOf(target: Target): string[] {
  return target.columns.filter(({ generated }) => !generated).map(({ name }) => name);
}

/** The rows of a table by day, in a session that `SAME_TEXT` was run in. */
export async function digest(session: Session, target: Target): Promise<DayDigest[]> {
  const day = target.time === null ? `''` : `coalesce(to_char(r.${quoteIdentifier(target.time)}, 'YYYY-MM-DD'), '')`;
  const columns = columnsOf(target).map(quoteIdentifier).join(', ');
  const rows = await session.query<{ day: string; rows: string; checksum: string }>(
    `SELECT ${day} AS day, count(*)::text AS rows, sum(hashtextextended(r::text, 0)::numeric)::text AS checksum
       FROM (SELECT ${columns} FROM ${target.name}) AS r GROUP BY 1 ORDER BY 1`,
  );
  return rows.map((row) => ({ ...row, rows: Number(row.rows) }));
}

/** The days that two digests do not share, for people. */
export function digestDifferences(wanted: readonly DayDigest[], found: readonly DayDigest[]): string[] {
  const days = new Map(found.map((one) => [one.day, one]));
  const differs = wanted.flatMap(({ day, rows, checksum }) => {
    const other = days.get(day);
    days.delete(day);
    if (other?.checksum === checksum && other.rows === rows) return [];
    const name = day === '' ? 'the table' : day;
    return [
      `${name}: ${rows} rows, restored ${other === undefined ? 'none' : `${other.rows}${other.rows === rows ? ' of other content' : ''}`}`,
    ];
  });
  return [...differs, ...[...days.values()].map(({ day, rows }) => `${day}: no row, restored ${rows}`)];
}
