import type { Relation, Routine } from '../catalog/model.ts';
import { code } from '../markdown/code.ts';
import { baseOf, elementType } from '../sql/names.ts';
import type { Book } from './book.ts';
import { anchor, link } from './markdown/anchor.ts';
import { isTable } from './relations.ts';

/** A link to a table or view, or only its name where the page does not describe it. */
export function relationLink(book: Book, name: string, label: string = name): string {
  const relation = book.relations.get(name);
  if (relation === undefined || !book.isShown(isTable(relation) ? 'tables' : 'views')) return code(label);
  return link(code(label), anchorKind(relation), name);
}

export function relationAnchor(relation: Relation): string {
  return anchor(anchorKind(relation), relation.name);
}

export function relationLinks(book: Book, names: readonly string[]): string {
  return names.map((name) => relationLink(book, name)).join(', ');
}

/** A link to a function by its name, and the argument types that its caller gives where the name lacks them. */
export function routineLink(book: Book, name: string, types?: string): string {
  const routine = book.findRoutine(name, types);
  if (routine === undefined || !book.isShown('functions')) return code(name);
  return link(code(name), 'function', routineKey(book, routine));
}

/** What a routine is addressed by: its name alone, unless others share it. */
export function routineKey(book: Book, routine: Routine): string {
  const base = baseOf(routine.name);
  return book.overloads(base).length === 1 ? base : routine.name;
}

/** A type as a column has it (`trading.side[]`), linked where the page describes it. */
export function typeLink(book: Book, type: string): string {
  const name = elementType(type);
  return book.types.has(name) && book.isShown('types') ? link(code(type), 'type', name) : code(type);
}

export function publicationLink(book: Book, name: string): string {
  return book.isShown('publications') ? link(code(name), 'section', 'publications') : code(name);
}

function anchorKind(relation: Relation): 'table' | 'view' {
  return isTable(relation) ? 'table' : 'view';
}
