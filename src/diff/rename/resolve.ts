import type { SchemaModel } from '../../catalog/model.ts';
import { lexemes, readName } from '../../sql/statement.ts';
import type { Renamable, Rename, RenameHint } from './rewrite.ts';

/** Holds what the SQL says against the models. What is not there, because the rename was made long ago, is left out. */
export function resolveRenames(hints: readonly RenameHint[], from: SchemaModel, to: SchemaModel): Rename[] {
  const objects = hints
    .filter(({ item }) => item === null)
    .flatMap((one) => (one.kind === 'schema' ? ofSchema(one, from, to) : (ofObject(one, from, to) ?? [])));
  const items = hints.flatMap((one) => (one.item === null ? [] : (ofItem(one, one.item, objects, from, to) ?? [])));
  const all = [...objects, ...items];
  // A comment may say what ALTER … RENAME does.
  return all.filter(
    (one, i) => all.findIndex((other) => other.to === one.to && other.collection === one.collection) === i,
  );
}

/** A comment that renames nothing, and why. */
export interface IdleRename {
  hint: RenameHint;
  message: string;
}

/** The comments that name nothing of the old model, or what is still there; one whose rename was made long ago is fine. */
export function idleRenames(hints: readonly RenameHint[], from: SchemaModel, to: SchemaModel): IdleRename[] {
  const objects = resolveRenames(hints, from, to).filter(({ collection }) => collection === 'relations');
  return hints.flatMap((hint) => {
    if (hint.written === null) return [];
    const { kind, object, item, from: old } = hint;
    const tell = (message: string): IdleRename[] => [{ hint, message: `renamed-from ${old.join('.')}: ${message}` }];
    const collection = OBJECTS[kind];
    if (collection === undefined) return tell(`renames of a ${kind} are not followed`);
    if (item === null) {
      const now = find(to, collection, object);
      if (now === undefined || from[collection].some(({ name }) => name === now.name)) return [];
      const before = ofObject(hint, from, to)?.from;
      if (before === undefined) return tell(`the base has no such ${kind}`);
      return to[collection].some(({ name }) => name === before) ? tell(`${before} is still there`) : [];
    }
    const table = find(to, 'relations', object)?.name;
    const has = (side: SchemaModel, relation: string | undefined, bare: string | undefined): boolean =>
      [...side.columns, ...side.constraints].some((one) => one.relation === relation && one.bare === bare);
    const before = objects.find((one) => one.to === table)?.from ?? table;
    if (!has(to, table, item) || has(from, before, item)) return [];
    if (!has(from, before, old.at(-1))) return tell(`${before} has no such column or constraint in the base`);
    return has(to, table, old.at(-1)) ? tell(`it is still in ${table}`) : [];
  });
}

/** What was in a renamed schema has its name in front. */
function ofSchema({ object, from: old }: RenameHint, from: SchemaModel, to: SchemaModel): Rename[] {
  return from.relations.flatMap((before) => {
    const [schema, bare] = namesOf(before);
    const now = schema === old[0] ? find(to, 'relations', [...object, bare ?? '']) : undefined;
    return now === undefined ? [] : [{ collection: 'relations', from: before.name, to: now.name, told: true }];
  });
}

const OBJECTS: { readonly [kind: string]: Renamable } = {
  table: 'relations',
  view: 'relations',
  'materialized view': 'relations',
  index: 'indexes',
  function: 'routines',
  procedure: 'routines',
  aggregate: 'routines',
  sequence: 'sequences',
};

function ofObject({ kind, object, from: old }: RenameHint, from: SchemaModel, to: SchemaModel): Rename | undefined {
  const collection = OBJECTS[kind];
  if (collection === undefined) return undefined;
  const now = find(to, collection, object);
  const schema = now === undefined ? [] : namesOf(now).slice(0, -1);
  const before = find(from, collection, old.length === 1 ? [...schema, ...old] : old) ?? find(from, collection, old);
  return now === undefined || before === undefined
    ? undefined
    : { collection, from: before.name, to: now.name, told: true };
}

function ofItem(
  { object, from: old }: RenameHint,
  item: string,
  objects: readonly Rename[],
  from: SchemaModel,
  to: SchemaModel,
): Rename | undefined {
  const table = find(to, 'relations', object)?.name;
  const before = objects.find((one) => one.to === table)?.from ?? table;
  for (const collection of ['columns', 'constraints'] as const) {
    const now = to[collection].find((one) => one.relation === table && one.bare === item);
    const then = from[collection].find((one) => one.relation === before && one.bare === old.at(-1));
    if (now !== undefined && then !== undefined) return { collection, from: then.name, to: now.name, told: true };
  }
  return undefined;
}

type Found = SchemaModel[Renamable][number];

/** The object with that name: qualified, or bare where only one has it. */
function find(model: SchemaModel, collection: Renamable, name: readonly string[]): Found | undefined {
  const objects = (model[collection] as Found[]).filter((one) => endsWith(namesOf(one), name));
  return objects.length === 1 ? objects[0] : undefined;
}

function namesOf({ name }: Found): string[] {
  return readName(lexemes(name), 0).parts;
}

function endsWith(name: readonly string[], end: readonly string[]): boolean {
  return end.length > 0 && end.every((part, i) => name.at(i - end.length) === part);
}
