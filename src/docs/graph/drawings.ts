import type { Book } from '../book.ts';
import { type Piece, pieces } from './pieces.ts';
import { type Reference, references } from './references.ts';
import type { Size } from './size.ts';

/** The entity diagrams of one schema. */
export interface Drawing {
  schema: string;
  pieces: Piece<Reference>[];
  /** How many tables without a relation are in none of them. */
  left: number;
}

/** Diagrams of tables without any relation that are worth a page's length. */
const LONELY = 4;

/** What to draw of each schema with tables, in pieces that fit. */
export function drawings(book: Book, limit: Size): Drawing[] {
  return book.schemas.flatMap((schema) => {
    const tables = book.tablesIn(schema).map((relation) => relation.name);
    if (tables.length === 0) return [];
    const all = pieces(tables, references(book, tables), limit);
    const related = all.filter((piece) => piece.edges.length > 0);
    const lonely = all.filter((piece) => piece.edges.length === 0);
    const few = lonely.length <= LONELY;
    return [
      {
        schema,
        pieces: [...related, ...(few ? lonely : [])],
        left: few ? 0 : lonely.flatMap((piece) => piece.nodes).length,
      },
    ];
  });
}
