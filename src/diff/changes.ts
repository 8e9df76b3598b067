import type { SchemaModel } from '../catalog/model.ts';
import { compareNames } from '../sql/names.ts';
import { type Change, type ChangeClass, type ChangeRecord, CLASSES, recordOf } from './change.ts';
import { classify } from './classify.ts';
import { compareModels } from './compare.ts';
import { dependentChanges } from './dependents.ts';
import type { DifferencePart } from './difference-part.ts';
import { groupParts, objectOf } from './group.ts';
import { classifyRename, groupRenames } from './rename/classify.ts';
import { detectRenames } from './rename/detect.ts';
import type { Rename } from './rename/rewrite.ts';
import { suggestRenames } from './rename/suggest.ts';
import { type RowsPair, rowChanges } from './rows.ts';
import { SchemaPair } from './schema-pair.ts';
import { splitDifference } from './split.ts';

export interface ChangeOptions {
  /** The version of TimescaleDB that the change will meet, such as `2.14.2`, where it is known. */
  timescaledb?: string | null;
  /** What the SQL says about names. */
  renames?: readonly Rename[];
  /** The rows that belong to the schemas. */
  rows?: RowsPair;
}

/**
 * What changes between two schemas, in the words of the field and gravest first: every difference of the two models is
 * in exactly one change, or is part of one. What must be dropped because of what it reads has changes of its own.
 */
export function explainChanges(from: SchemaModel, to: SchemaModel, options: ChangeOptions = {}): Change[] {
  const version = options.timescaledb ?? null;
  const renamed = detectRenames(from, to, options.renames ?? []);
  const context = new SchemaPair(renamed.model, to, version, from);
  const parts = partsBetween(renamed.model, to, context);
  const judged = groupParts(parts, context).map((group) => classify(group, context));
  const rows = options.rows === undefined ? [] : rowChanges(options.rows, from, to, renamed.renames);
  const changes = [...suggestRenames(judged, renamed.model, to), ...dependentChanges(context), ...rows];
  if (renamed.renames.length === 0) return changes.sort(byGravity);

  const left = new Set(parts.map(({ key }) => key));
  const explained = partsBetween(from, to, new SchemaPair(from, to, version)).filter(({ key }) => !left.has(key));
  const renames = groupRenames(renamed.renames, explained, context).map((group) => classifyRename(group, context));
  return [...changes, ...renames].sort(byGravity);
}

/** Every difference of two models, in the smallest parts that change independently. */
function partsBetween(from: SchemaModel, to: SchemaModel, context: SchemaPair): DifferencePart[] {
  return compareModels(from, to).differences.flatMap((difference) => {
    const known = objectOf({ ...difference, path: null, key: '' }, context);
    const after = context.after.find(difference.collection, difference.object) ?? known;
    return splitDifference(difference, known, after);
  });
}

/** How many changes there are of each class. */
export function countClasses(changes: readonly Pick<Change, 'class'>[]): { [C in ChangeClass]: number } {
  const counts = { 'data-loss': 0, breaking: 0, recompress: 0, locks: 0, safe: 0 };
  for (const { class: level } of changes) counts[level]++;
  return counts;
}

function byGravity(a: Change, b: Change): number {
  return (
    CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class) ||
    compareNames(a.object, b.object) ||
    compareNames(a.property ?? '', b.property ?? '') ||
    compareNames(a.kind, b.kind)
  );
}

/** The document of `diff --format json`. */
export interface DiffDocument {
  equal: boolean;
  fingerprints: { old: string; new: string };
  classes: { [C in ChangeClass]: number };
  changes: ChangeRecord[];
}

/** Puts the document together. Equal are schemas without a change: two servers' versions may write the same one differently. */
export function diffDocument(
  changes: readonly ChangeRecord[],
  fingerprints: { old: string; new: string },
): DiffDocument {
  return {
    equal: changes.length === 0,
    fingerprints,
    classes: countClasses(changes),
    changes: changes.map(recordOf),
  };
}
