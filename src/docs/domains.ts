import type { Json } from '../catalog/model.ts';
import type { Book } from './book.ts';

/** Whether a type is a domain, or a domain over one, that takes no null: its columns take none either. */
export function refusesNull(book: Book, type: string): boolean {
  return definitions(book, type).some((domain) => domain['nullable'] === false);
}

/** The default that a column without one of its own has from its domain, the outermost that has one. */
export function presetOf(book: Book, type: string): string | null {
  const found = definitions(book, type).find((domain) => typeof domain['default'] === 'string');
  return typeof found?.['default'] === 'string' ? found['default'] : null;
}

/** A domain's definition, then that of the domain below it, and so on; none for another type. */
function definitions(book: Book, type: string): { [key: string]: Json }[] {
  const found = book.types.get(type);
  if (found?.form !== 'domain' || typeof found.definition !== 'object' || found.definition === null) return [];
  if (Array.isArray(found.definition)) return [];
  const { base } = found.definition;
  return [found.definition, ...(typeof base === 'string' ? definitions(book, base) : [])];
}
