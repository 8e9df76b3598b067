import type { SchemaObject } from '../catalog/model.ts';
import type { Change } from './change.ts';
import { kindOf } from './compare.ts';
import { type Group, objectOf } from './group.ts';
import { type Classification, inWords, type ObjectRules, propertyWords } from './rule.ts';
import { rulesOf } from './rules/index.ts';
import type { SchemaPair } from './schema-pair.ts';

/** Turns a group of differences into the change that it is. */
export function classify({ root, covers }: Group, context: SchemaPair): Change {
  const rules = rulesOf(root.collection);
  const judged =
    root.property === null ? classifyWhole({ root, covers }, rules, context) : classifyProperty(root, rules, context);
  const object = objectOf(root, context);
  return {
    class: judged.class,
    kind: judged.kind ?? kindWord(root, object, context),
    object: judged.object ?? root.object,
    property: judged.property ?? null,
    from: judged.from ?? null,
    to: judged.to ?? null,
    message: judged.message,
    collection: root.collection,
    covers,
    relation: relationOf(object, root.collection),
    refused: judged.refused ?? null,
    renamedFrom: null,
  };
}

function classifyWhole({ root, covers }: Group, rules: ObjectRules<SchemaObject>, context: SchemaPair): Classification {
  const whole = { object: objectOf(root, context), part: root, context, covers };
  if (root.from === null) return { property: null, from: null, to: rules.describe(whole), ...rules.added(whole) };
  const object = context.original.find(root.collection, root.object) ?? whole.object;
  return { property: null, from: rules.describe({ ...whole, object }), to: null, ...rules.removed(whole) };
}

function classifyProperty(part: Group['root'], rules: ObjectRules<SchemaObject>, context: SchemaPair): Classification {
  const before = context.before.find(part.collection, part.object);
  const after = context.after.find(part.collection, part.object);
  const property = part.property ?? '';
  const rule = (rules.properties as { [property: string]: ObjectRules<SchemaObject>['properties'][never] })[property];
  if (before === undefined || after === undefined || rule === undefined) {
    throw new Error(`no rule for ${property} of ${part.kind} ${part.object}`);
  }
  const words = { property: propertyWords(property), from: inWords(part.from), to: inWords(part.to) };
  return { ...words, ...(rule as (found: object) => Classification)({ part, before, after, context }) };
}

/** A relation is called what it is: a table that is a hypertable before and after is a hypertable. */
function kindWord({ collection, object: name }: Group['root'], object: SchemaObject, context: SchemaPair): string {
  return collection === 'relations' ? context.kindOf(name) : kindOf(collection, object);
}

function relationOf(object: SchemaObject, collection: string): string | null {
  if (collection === 'relations' || collection === 'hypertables' || collection === 'continuousAggregates')
    return object.name;
  return 'relation' in object ? object.relation : null;
}
