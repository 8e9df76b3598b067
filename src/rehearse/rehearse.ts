import type { SchemaModel } from '../catalog/model.ts';
import { Side } from '../diff/schema-pair.ts';
import type { MovedClock } from '../engine/moved-clock.ts';
import type { Database, Session } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import type { ScriptFile } from '../script/files.ts';
import { runScripts } from '../script/run.ts';
import { extensionSchema } from '../simulate/chunks.ts';
import { type Feed, feedOf } from '../simulate/feed.ts';
import { quoteLiteral } from '../sql/quote.ts';
import { type Measured, measuring } from './measure.ts';
import { Traffic, type Window } from './traffic.ts';

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

/** What is in a base. */
export interface Filled {
  feeds: Feed[];
  /** Hypertables that take none of the rows that were made up. */
  unfilled: string[];
}

/**
 * Fills every hypertable with chunks, half of them compressed where it has a columnstore, and its aggregates with what is in
 * them.
 */
export async function fill(session: Session, clock: MovedClock, model: SchemaModel, chunks: number): Promise<Filled> {
  const start = clock.now.getTime();
  const side = new Side(model);
  const extension = await extensionSchema(session);
  const filled: Filled = { feeds: [], unfilled: [] };
  for (const hypertable of model.hypertables) {
    const feed = await feedOf(session, clock, side, hypertable, { ...PLAN, start });
    if (typeof feed === 'string') {
      filled.unfilled.push(`${hypertable.name}: ${feed}`);
      continue;
    }
    const newest = Math.floor(start / feed.interval) * feed.interval;
    const rows = Array.from({ length: chunks }, (_, i) => feed.sample(newest - (chunks - i) * feed.interval, ROWS));
    try {
      await session.executeEach(rows, () => {});
    } catch (error) {
      filled.unfilled.push(`${hypertable.name}: it refuses the rows that were made up: ${messageOf(error)}`);
      continue;
    }
    filled.feeds.push(feed);
    if (hypertable.columnstore === null) continue;
    await session.execute(
      `SELECT ${extension}.compress_chunk(c) FROM ${extension}.show_chunks(${quoteLiteral(hypertable.name)}) WITH ORDINALITY AS s(c, n)
       WHERE n <= ${Math.floor(chunks / 2)}`,
    );
  }
  for (const { name } of model.continuousAggregates) {
    await session.execute(`CALL ${extension}.refresh_continuous_aggregate(${quoteLiteral(name)}, NULL, NULL)`);
  }
  return filled;
}

/**
 * Runs a migration on a database, and measures each statement.
 *
 * @param others what others write to and read meanwhile, and where the newest chunks begin; only where more than one session
 *   can be had
 */
export async function rehearse(
  database: Database,
  migration: readonly ScriptFile[],
  cwd: string,
  others?: { feeds: readonly Feed[]; newest: number },
): Promise<{ placed: Placed; did: Measured }[]> {
  const found: { placed: Placed; did: Measured; window: Window }[] = [];
  // It ends after the session whose locks the others may wait for.
  await using traffic =
    others && (await Traffic.start(database, mentionedFirst(others.feeds, migration), others.newest));
  await using session = await database.connect();
  await traffic?.watch(session);
  let now: Placed | undefined;
  const watched = measuring(session, (did, window) => {
    if (now !== undefined) found.push({ placed: now, did, window });
    now = undefined;
  });
  await runScripts(watched, migration, {
    database: database.name,
    cwd,
    onStatement: ({ file, line, text }) => {
      now = { file, line, text };
    },
  });
  // What a script leaves open has others wait, who shall be heard.
  await watched.execute('ROLLBACK');
  await traffic?.stop();
  const met = traffic?.met(found.map(({ window }) => window));
  return found.map(({ placed, did }, i) => ({ placed, did: { ...did, met: met?.[i] ?? null } }));
}

/** Hypertables with those first that the migration names. */
function mentionedFirst(feeds: readonly Feed[], migration: readonly ScriptFile[]): Feed[] {
  const text = migration.map((file) => file.text).join('\n');
  const named = (feed: Feed): boolean => text.includes(feed.name.split('.').at(-1)?.replaceAll('"', '') ?? '');
  return [...feeds.filter(named), ...feeds.filter((feed) => !named(feed))];
}
