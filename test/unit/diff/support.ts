import type { Columnstore, SchemaModel } from '../../../src/catalog/model.ts';
import { type ChangeRecord, recordOf } from '../../../src/diff/change.ts';
import { type ChangeOptions, explainChanges } from '../../../src/diff/changes.ts';
import { aHypertable, aModel, aTable, type Columns, type ModelPart } from '../../support/model.ts';

const DAY = 86_400_000_000;
export const days = (n: number): string => String(n * DAY);

/** A schema around what a test is about. */
export const schema: ModelPart = { schemas: [{ name: 'trading', owner: null, privileges: null, comment: null }] };

export const TRADES: Columns = {
  ts: 'timestamp with time zone not null',
  symbol: 'text not null',
  price: 'numeric(18,6)',
};

/** `trading.trades`, a hypertable on ts with chunks of 7 days. */
export function trades(columns: Columns = TRADES, over: Parameters<typeof aHypertable>[2] = {}): ModelPart[] {
  return [aTable('trading.trades', columns), aHypertable('trading.trades', { column: 'ts', interval: days(7) }, over)];
}

export const COLUMNSTORE: Columnstore = {
  segmentBy: ['symbol'],
  orderBy: [{ column: 'ts', descending: true, nullsFirst: true }],
  chunkInterval: null,
  sparseIndexes: null,
  directCompress: false,
};

export const compressed = { columnstore: COLUMNSTORE };

/** The changes between models of these parts, without what only the program needs. */
export function changesBetween(
  from: readonly ModelPart[],
  to: readonly ModelPart[],
  options: ChangeOptions = {},
): ChangeRecord[] {
  return explainChanges(aModel(schema, ...from), aModel(schema, ...to), options).map(recordOf);
}

/** The only change between two sides. */
export function changeBetween(
  from: readonly ModelPart[],
  to: readonly ModelPart[],
  options?: ChangeOptions,
): ChangeRecord {
  const changes = changesBetween(from, to, options);
  if (changes.length !== 1) throw new Error(`expected one change, got ${JSON.stringify(changes, null, 2)}`);
  return changes[0] as ChangeRecord;
}

/** A change in one line, as a person would say it. */
export function say({ class: level, kind, object, property, from, to, message }: ChangeRecord): string {
  return `${level} · ${kind} ${object}${property === null ? '' : ` ${property}`}: ${from ?? '–'} → ${to ?? '–'} · ${message}`;
}

export function modelOf(...parts: readonly ModelPart[]): SchemaModel {
  return aModel(schema, ...parts);
}
