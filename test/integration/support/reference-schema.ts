import { readdir, readFile } from 'node:fs/promises';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine, PostgresErrorFields, Session } from '../../../src/engine/types.ts';

const directory = new URL('../../../sql/init/', import.meta.url);

/** The reference schema in an embedded TimescaleDB of its own, with what the tests ask of it. */
export interface ReferenceSchema extends AsyncDisposable {
  readonly engine: Engine;
  readonly session: Session;
  /** Runs the files of sql/init by name, each as one text. */
  apply(): Promise<void>;
  /** The rows, one line each, columns joined by ' | ' and NULL as '-': as text, whatever the driver makes of a type. */
  lines(sql: string): Promise<string[]>;
  /** Does the work in a transaction and takes it back, so that no test sees another's rows. */
  discarding(work: () => Promise<void>): Promise<void>;
  /** The constraint, or else the SQLSTATE, that refuses the statement. Throws where it is accepted. */
  refusal(sql: string): Promise<string | undefined>;
}

/** Starts an engine and applies the schema once. */
export async function buildReferenceSchema(): Promise<ReferenceSchema> {
  const engine = await startEmbedded('trading_data');
  const session = await engine.database.connect();
  const schema: ReferenceSchema = {
    engine,
    session,
    async apply() {
      for (const file of (await readdir(directory)).sort()) {
        await session.execute(await readFile(new URL(file, directory), 'utf8'));
      }
    },
    async lines(sql) {
      const rows = await session.query<{ line: string }>(`
        SELECT (SELECT string_agg(coalesce(value, '-'), ' | ' ORDER BY place)
                  FROM json_each_text(row_to_json(r)) WITH ORDINALITY AS f (key, value, place)) AS line
          FROM (${sql}) AS r`);
      return rows.map((row) => row.line);
    },
    async discarding(work) {
      await session.execute('BEGIN');
      try {
        await work();
      } finally {
        await session.execute('ROLLBACK');
      }
    },
    async refusal(sql) {
      try {
        await session.query(sql);
      } catch (error) {
        const { constraint, code } = error as PostgresErrorFields;
        return constraint ?? code;
      }
      throw new Error(`accepted: ${sql}`);
    },
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
  await schema.apply();
  return schema;
}

/**
 * An INSERT of one bar a day at 14:30 UTC, source iex, volume 100, that opens and ends at the close of the day.
 *
 * @param closes prices as SQL numbers, from the first day on
 */
export function dailyBars(symbol: string, closes: readonly string[], firstDay = '2024-01-01'): string {
  return `
    INSERT INTO trading.market_data
    SELECT '${firstDay} 14:30+00'::timestamptz + (place - 1) * interval '1 day', '${symbol}', c, c, c, c, 100, 'iex'
      FROM unnest(ARRAY[${closes.join(', ')}]::numeric[]) WITH ORDINALITY AS closes (c, place)`;
}
