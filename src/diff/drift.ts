import type { SchemaModel } from '../catalog/model.ts';
import { type Change, type ChangeClass, type ChangeRecord, CLASSES, recordOf } from './change.ts';
import { explainChanges } from './changes.ts';
import type { TableContent } from './rows.ts';

/** What is compared: a schema, and the rows that belong to it. */
export interface SchemaSide {
  model: SchemaModel;
  rows: readonly TableContent[];
}

/** `live` and `reference`: the object is there only. `both`: it is on both sides, and differs. */
export type DriftSide = 'live' | 'reference' | 'both';

/** A difference of a live database from the schema that it should have: `from` is the schema's, `to` the database's. */
export interface DriftRecord extends ChangeRecord {
  side: DriftSide;
  /** What it takes to bring the live database back, and what that does to its rows; null where that cannot be told. */
  undo: { class: ChangeClass; message: string } | null;
}

/** What a change of rows is called. */
const ROWS = 'rows';

export interface Drift extends Change, DriftRecord {}

/**
 * How a live database differs from a reference, gravest first. The class and the sentence of each are those of the change
 * that was made to the live database; the way back is a change of its own, often with another class.
 *
 * @param timescaledb the live database's version, which the way back meets
 */
export function explainDrift(reference: SchemaSide, live: SchemaSide, timescaledb: string | null): Drift[] {
  const [from, to] = [reference.rows, live.rows];
  const back = explainChanges(live.model, reference.model, { timescaledb, rows: { from: to, to: from } });
  const there = explainChanges(reference.model, live.model, { timescaledb, rows: { from, to } });
  return there.filter(isOwn).map((change) => ({ ...change, side: sideOf(change), undo: undoOf(change, back) }));
}

/**
 * What is dropped and built again because of what it reads is the same on both sides. Roles and tablespaces belong to the
 * server: that a schema names one is told by what names it.
 */
function isOwn({ covers, collection, kind, property }: Change): boolean {
  // A number that was drawn for a row which then was not written is nobody's doing.
  if (kind === ROWS) return property !== 'last number';
  return covers.length > 0 && collection !== 'roles' && collection !== 'tablespaces';
}

function sideOf({ covers, kind }: Change): DriftSide {
  if (kind === ROWS) return 'both';
  const whole = covers.every(({ property }) => property === null);
  if (whole && covers.every(({ from }) => from === null)) return 'live';
  if (whole && covers.every(({ to }) => to === null)) return 'reference';
  return 'both';
}

/** The gravest of the changes back that account for the same differences. */
function undoOf({ covers, kind, object, from, to }: Change, back: readonly Change[]): DriftRecord['undo'] {
  const keys = new Set(covers.map(({ key }) => key));
  const isMirror = (change: Change): boolean => change.object === object && change.from === to && change.to === from;
  const found = back.filter((change) =>
    kind === ROWS ? change.kind === ROWS && isMirror(change) : change.covers.some(({ key }) => keys.has(key)),
  );
  const level = CLASSES.find((one) => found.some((change) => change.class === one));
  const gravest = found.find((change) => change.class === level);
  return gravest === undefined ? null : { class: gravest.class, message: gravest.message };
}

/** A difference without what only the program needs. */
export function driftRecordOf(drift: DriftRecord): DriftRecord {
  const { side, undo } = drift;
  return { ...recordOf(drift), side, undo };
}
