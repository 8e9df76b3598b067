import type { SchemaModel } from '../catalog/model.ts';
import { Side } from '../diff/schema-pair.ts';
import type { MovedClock } from '../engine/moved-clock.ts';
import type { Database, Session } from '../engine/types.ts';
import type { ScriptFile } from '../script/files.ts';
import { runScripts } from '../script/run.ts';
import { extensionSchema } from '../simulate/chunks.ts';
import { feedOf } from '../simulate/feed.ts';
import { quoteLiteral } from '../sql/quote.ts';
import { type Measured, measuring } from './measure.ts';

/** Where a statement of a migration stands. */
export interface Placed {
  file: string;
  line: number;
  text: string;
}

/** One statement, measured at several numbers of chunks. */
export interface Rehearsed extends Placed {
  measured: { chunks: number; did: Measured }[];
}

/** Rows in each chunk. */
export const ROWS = 50;

/** What a feed is made with; only its rows are wanted, and no time passes. */
const PLAN = {
  days: 0,
  seed: 1,
  rates: {},
  rate: 1,
  lateShare: 0,
  lateBy: 0,
  chunksMost: 0,
  storageMost: null,
  wholeRefreshes: false,
};

/**
 * Fills every hypertable with chunks, half of them compressed where it has a columnstore, and its aggregates with what is in
 * them.
 *
 * @returns hypertables that take none of the rows that were made up
 */
export async function fill(session: Session, clock: MovedClock, model: SchemaModel, chunks: number): Promise<string[]> {
  const start = clock.now.getTime();
  const side = new Side(model);
  const extension = await extensionSchema(session);
  const unfilled: string[] = [];
  for (const hypertable of model.hypertables) {
    const feed = await feedOf(session, clock, side, hypertable, { ...PLAN, start });
    if (typeof feed === 'string') {
      unfilled.push(`${hypertable.name}: ${feed}`);
      continue;
    }
    const newest = Math.floor(start / feed.interval) * feed.interval;
    for (let i = chunks; i > 0; i--) await session.execute(feed.sample(newest - i * feed.interval, ROWS));
    if (hypertable.columnstore === null) continue;
    await session.execute(
      `SELECT ${extension}.compress_chunk(c) FROM ${extension}.show_chunks(${quoteLiteral(hypertable.name)}) WITH ORDINALITY AS s(c, n)
       WHERE n <= ${Math.floor(chunks / 2)}`,
    );
  }
  for (const { name } of model.continuousAggregates) {
    await session.execute(`CALL ${extension}.refresh_continuous_aggregate(${quoteLiteral(name)}, NULL, NULL)`);
  }
  return unfilled;
}

/** Runs a migration on a database, and measures each statement. */
export async function rehearse(
  database: Database,
  migration: readonly ScriptFile[],
  cwd: string,
): Promise<{ placed: Placed; did: Measured }[]> {
  await using session = await database.connect();
  const found: { placed: Placed; did: Measured }[] = [];
  let now: Placed | undefined;
  const watched = measuring(session, (did) => {
    if (now !== undefined) found.push({ placed: now, did });
    now = undefined;
  });
  await runScripts(watched, migration, {
    database: database.name,
    cwd,
    onStatement: ({ file, line, text }) => {
      now = { file, line, text };
    },
  });
  return found;
}

/** Seconds at a number of chunks, from what was measured at two others: a straight line through the smallest and the largest. */
export function extrapolate(measured: Rehearsed['measured'], chunks: number): number {
  const [first] = measured;
  const last = measured.at(-1);
  if (first === undefined || last === undefined) return 0;
  const slope = first === last ? 0 : (last.did.seconds - first.did.seconds) / (last.chunks - first.chunks);
  return Math.max(last.did.seconds, last.did.seconds + Math.max(0, slope) * (chunks - last.chunks));
}
