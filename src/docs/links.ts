import type { Relation, Routine } from '../catalog/model.ts';
import { baseOf, elementType } from '../sql/names.ts';
import { anchor, anchorId, code, type Inline, join, link } from './content.ts';
import { isTable, type Lookup } from './lookup.ts';

/** A link to a table or view, or only its name where the document does not describe it. */
export function relationLink(lookup: Lookup, name: string, label: string = name): Inline {
  const relation = lookup.relations.get(name);
  if (relation === undefined || !lookup.isShown(isTable(relation) ? 'tables' : 'views')) return code(label);
  return link(code(label), anchorKind(relation), name);
}

/** Where a table or view is described; null where the document does not describe it. */
export function relationAddress(lookup: Lookup, name: string): string | null {
  const relation = lookup.relations.get(name);
  if (relation === undefined || !lookup.isShown(isTable(relation) ? 'tables' : 'views')) return null;
  return anchorId(anchorKind(relation), name);
}

export function relationAnchor(relation: Relation): Inline {
  return anchor(anchorKind(relation), relation.name);
}

export function relationLinks(lookup: Lookup, names: readonly string[]): Inline {
  return join(
    names.map((name) => relationLink(lookup, name)),
    ', ',
  );
}

/** A link to a function by its name, and the argument types that its caller gives where the name lacks them. */
export function routineLink(lookup: Lookup, name: string, types?: string): Inline {
  const routine = lookup.findRoutine(name, types);
  if (routine === undefined || !lookup.isShown('functions')) return code(name);
  return link(code(name), 'function', routineKey(lookup, routine));
}

/** What a routine is addressed by: its name alone, unless others share it. */
export function routineKey(lookup: Lookup, routine: Routine): string {
  const base = baseOf(routine.name);
  return lookup.overloads(base).length === 1 ? base : routine.name;
}

/** A type as a column has it (`trading.side[]`), linked where the document describes it. */
export function typeLink(lookup: Lookup, type: string): Inline {
  const name = elementType(type);
  return lookup.types.has(name) && lookup.isShown('types') ? link(code(type), 'type', name) : code(type);
}

export function publicationLink(lookup: Lookup, name: string): Inline {
  return lookup.isShown('publications') ? link(code(name), 'section', 'publications') : code(name);
}

export function anchorKind(relation: Relation): 'table' | 'view' {
  return isTable(relation) ? 'table' : 'view';
}
