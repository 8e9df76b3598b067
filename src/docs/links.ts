import type { Relation, Routine } from '../catalog/model.ts';
import { baseOf, elementType } from '../sql/names.ts';
import { type Book, isTable } from './book.ts';
import { anchor, anchorId, code, type Inline, join, link } from './content.ts';

/** A link to a table or view, or only its name where the document does not describe it. */
export function relationLink(book: Book, name: string, label: string = name): Inline {
  const relation = book.relations.get(name);
  if (relation === undefined || !book.isShown(isTable(relation) ? 'tables' : 'views')) return code(label);
  return link(code(label), anchorKind(relation), name);
}

/** Where a table or view is described; null where the document does not describe it. */
export function relationAddress(book: Book, name: string): string | null {
  const relation = book.relations.get(name);
  if (relation === undefined || !book.isShown(isTable(relation) ? 'tables' : 'views')) return null;
  return anchorId(anchorKind(relation), name);
}

export function relationAnchor(relation: Relation): Inline {
  return anchor(anchorKind(relation), relation.name);
}

export function relationLinks(book: Book, names: readonly string[]): Inline {
  return join(
    names.map((name) => relationLink(book, name)),
    ', ',
  );
}

/** A link to a function by its name, and the argument types that its caller gives where the name lacks them. */
export function routineLink(book: Book, name: string, types?: string): Inline {
  const routine = book.findRoutine(name, types);
  if (routine === undefined || !book.isShown('functions')) return code(name);
  return link(code(name), 'function', routineKey(book, routine));
}

/** What a routine is addressed by: its name alone, unless others share it. */
export function routineKey(book: Book, routine: Routine): string {
  const base = baseOf(routine.name);
  return book.overloads(base).length === 1 ? base : routine.name;
}

/** A type as a column has it (`trading.side[]`), linked where the document describes it. */
export function typeLink(book: Book, type: string): Inline {
  const name = elementType(type);
  return book.types.has(name) && book.isShown('types') ? link(code(type), 'type', name) : code(type);
}

export function publicationLink(book: Book, name: string): Inline {
  return book.isShown('publications') ? link(code(name), 'section', 'publications') : code(name);
}

export function anchorKind(relation: Relation): 'table' | 'view' {
  return isTable(relation) ? 'table' : 'view';
}
