import type { Session } from '../../engine/types.ts';
import { UserError } from '../../errors.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { FILE, LINE } from './stage.ts';
import type { Target } from './target.ts';

/** What becomes, or would become, of the rows that wait. */
export interface Counts {
  inserted: number;
  /** Were there with other values. */
  updated: number;
  /** Were there as they are, or are kept as they were. */
  unchanged: number;
  /** Rows whose key comes again further on: the last one counts. */
  duplicates: number;
}

export interface UpsertOptions {
  columns: readonly string[];
  onConflict: 'update' | 'keep';
  /** Only counts. */
  dryRun: boolean;
}

/**
 * Brings the rows of a staging table into their table, in one transaction: all of them, or none. Rows that are there
 * as they are, are not touched, so that loading again writes nothing and opens no compressed chunk.
 *
 * @param stage the staging table, as SQL writes it
 */
export async function upsert(session: Session, target: Target, stage: string, options: UpsertOptions): Promise<Counts> {
  await session.execute('BEGIN');
  try {
    const counts = await upsertWithin(session, target, stage, options);
    await session.execute(options.dryRun ? 'ROLLBACK' : 'COMMIT');
    return counts;
  } catch (error) {
    await session.execute('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** The same within a transaction of the caller's. */
export async function upsertWithin(
  session: Session,
  target: Target,
  stage: string,
  { columns, onConflict, dryRun }: UpsertOptions,
): Promise<Counts> {
  const sql = statements(target, stage, columns, onConflict);
  await session.execute(`ANALYZE ${stage}`);
  await session.execute(`SET LOCAL work_mem = '128MB'`);
  const [limit] = await session.query<{ name: string }>(
    `SELECT name FROM pg_catalog.pg_settings WHERE name = 'timescaledb.max_tuples_decompressed_per_dml_transaction'`,
  );
  // A correction of compressed rows is what was asked for, however many they are.
  if (limit !== undefined) await session.execute(`SET LOCAL ${limit.name} = 0`);
  const total = await number(session, `SELECT count(*)::text AS n FROM ${stage}`);
  const distinct = await number(session, sql.distinct);
  const there = (await number(session, sql.anyThere)) > 0;
  const [existing, same] = there ? await pair(session, sql.there) : [0, 0];
  const counts: Counts = {
    inserted: distinct - existing,
    updated: onConflict === 'update' ? existing - same : 0,
    unchanged: onConflict === 'update' ? same : existing,
    duplicates: total - distinct,
  };
  if (!dryRun && counts.inserted + counts.updated > 0) await session.execute(sql.upsert);
  return counts;
}

/**
 * @throws UserError where nothing tells whether a row is there already
 */
export function checkKey(target: Target, columns: readonly string[]): void {
  const hint =
    'A load that may be repeated knows its rows by a primary key or a unique constraint whose columns all come from the file.';
  if (target.key.length === 0) throw new UserError(`${target.name} has no primary key`, { hint });
  const missing = target.key.filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new UserError(`nothing fills ${missing.join(', ')} of the key of ${target.name}`, { hint });
}

function statements(target: Target, stage: string, columns: readonly string[], onConflict: 'update' | 'keep') {
  const list = (names: readonly string[], prefix = '') =>
    names.map((name) => prefix + quoteIdentifier(name)).join(', ');
  const key = list(target.key);
  const values = columns.filter((name) => !target.key.includes(name));
  const all = list(columns);
  const time = target.time !== null && columns.includes(target.time) ? quoteIdentifier(target.time) : null;
  // Without the bounds the planner would look into every chunk.
  const bounds =
    time === null
      ? 'true'
      : `t.${time} BETWEEN (SELECT min(${time}) FROM ${stage}) AND (SELECT max(${time}) FROM ${stage})`;
  const last = `(SELECT DISTINCT ON (${key}) ${all} FROM ${stage} ORDER BY ${key}, ${FILE} DESC, ${LINE} DESC)`;
  const isThere = `(${list(target.key, 't.')}) = (${list(target.key, 's.')}) AND ${bounds}`;
  const row = (prefix: string) => `ROW(${list(values, prefix)})`;
  const differs = (a: string, b: string) => (values.length === 0 ? 'false' : `${row(a)} IS DISTINCT FROM ${row(b)}`);
  const updates = values.map((name) => `${quoteIdentifier(name)} = excluded.${quoteIdentifier(name)}`).join(', ');
  const action =
    onConflict === 'update' && values.length > 0
      ? `DO UPDATE SET ${updates} WHERE ${differs('t.', 'excluded.')}`
      : 'DO NOTHING';
  return {
    distinct: `SELECT count(*)::text AS n FROM (SELECT FROM ${stage} GROUP BY ${key}) AS s`,
    anyThere: `SELECT count(*)::text AS n FROM (SELECT FROM ${target.name} AS t WHERE ${bounds} LIMIT 1) AS t`,
    there: `SELECT count(*)::text AS n, (count(*) FILTER (WHERE NOT ${differs('t.', 's.')}))::text AS m
              FROM ${last} AS s JOIN ${target.name} AS t ON ${isThere}`,
    upsert: `INSERT INTO ${target.name} AS t (${all}) SELECT ${all} FROM ${last} AS s
              WHERE NOT EXISTS (SELECT FROM ${target.name} AS t WHERE ${isThere} AND NOT ${differs('t.', 's.')})
             ON CONFLICT (${key}) ${action}`,
  };
}

async function number(session: Session, sql: string): Promise<number> {
  const [row] = await session.query<{ n: string }>(sql);
  return Number(row?.n ?? 0);
}

async function pair(session: Session, sql: string): Promise<[number, number]> {
  const [row] = await session.query<{ n: string; m: string }>(sql);
  return [Number(row?.n ?? 0), Number(row?.m ?? 0)];
}
